import type { Rule } from '#contract/find/term.ts';
import type { LogTail } from '#contract/logs.ts';
import type { LogMark, LogStore } from '../store/logs/log-store.ts';

export interface TailOptions {
  readonly logs: LogStore;
  readonly rule: Rule;
  /** Whether the reader has not taken yet what was sent: lines are dropped meanwhile. */
  readonly isBehind: () => boolean;
  readonly send: (lines: LogTail) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Nobody reads more at a time; of more, the latest are sent. */
const mostAtOnce = 200;

/** Lines as they come. Each call sends those since the last; first of all that there are none yet: from then on, none is missed. */
export function tail({ logs, rule, isBehind, send, onFailure }: TailOptions): () => void {
  let since: LogMark | undefined;
  let dropped = 0;
  let isAsking = false;
  let isWanted = false;
  const ask = async () => {
    const isFirst = since === undefined;
    const waits = isBehind();
    const arrived = await logs.arrived({ rule, limit: waits ? 0 : mostAtOnce, ...(since && { since }) });
    since = arrived.mark;
    dropped += arrived.dropped;
    if (!isFirst && (waits || (arrived.records.length === 0 && dropped === 0))) return;
    send({ records: [...arrived.records], dropped });
    dropped = 0;
  };
  const hear = () => {
    isWanted = isAsking;
    if (isAsking) return;
    isAsking = true;
    ask()
      .catch(onFailure)
      .finally(() => {
        isAsking = false;
        if (isWanted) hear();
      });
  };
  hear();
  return hear;
}
