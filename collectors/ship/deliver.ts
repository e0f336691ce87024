import { setTimeout as delay } from 'node:timers/promises';
import type { LogsConfig } from '#contract/children.ts';
import { logBatchHeaders } from '#contract/log-batch.ts';
import type { LogLossReason } from '#contract/log-losses.ts';
import { fullMessage } from '../runtime/full-message.ts';
import { postBody } from './post-body.ts';
import type { Spool, Spooled } from './spool/spool.ts';

const timeoutMs = 30_000;
const backOffMs = { first: 200, most: 10_000, mostAsked: 60_000 };
/** A server that starts beside this process, or again, is no trouble to speak of. */
const failuresUntilSaid = 5;
/** Answers that the same lines would get again. */
const hopeless = new Set([400, 413, 415, 422]);

export interface DeliverOptions {
  /** What it sends, in a word: lines. */
  readonly what: string;
  readonly agent: string;
  readonly spool: Spool;
  readonly ingest: LogsConfig['ingest'];
  /** Why lines were lost that will be missing. */
  readonly lostBy: () => LogLossReason | undefined;
  readonly onRejected: (lines: number) => void;
  readonly onTrouble: (trouble: string) => void;
  readonly signal: AbortSignal;
}

type Verdict =
  | { readonly is: 'taken' }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'later'; readonly why: string; readonly askedMs: number };

/** Sends what is spooled, oldest first and one frame at a time, until it is told to stop. */
export async function deliver({ spool, onRejected, onTrouble, signal, ...to }: DeliverOptions): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const frame = await spool.oldest(signal);
    const verdict = await send(frame, to, signal);
    if (verdict.is === 'later') {
      failures += 1;
      if (failures === failuresUntilSaid) onTrouble(verdict.why);
      const ownMs = Math.min(backOffMs.most, backOffMs.first * 2 ** (failures - 1)) * (0.8 + 0.4 * Math.random());
      await delay(Math.max(ownMs, Math.min(verdict.askedMs, backOffMs.mostAsked)), undefined, { signal }).catch(() => {});
      continue;
    }
    failures = 0;
    if (verdict.is === 'refused') {
      onRejected(frame.count);
      onTrouble(verdict.why);
    }
    spool.acknowledge(frame);
  }
}

async function send(
  frame: Spooled,
  { what, agent, ingest, lostBy }: Pick<DeliverOptions, 'what' | 'agent' | 'ingest' | 'lostBy'>,
  signal: AbortSignal,
): Promise<Verdict> {
  const reason = lostBy();
  const headers = {
    'Content-Type': 'application/x-ndjson',
    'Content-Encoding': 'zstd',
    [logBatchHeaders.agent]: agent,
    [logBatchHeaders.spool]: frame.spool,
    [logBatchHeaders.first]: String(frame.first),
    [logBatchHeaders.count]: String(frame.count),
    [logBatchHeaders.day]: frame.day,
    [logBatchHeaders.sent]: String(Date.now()),
    ...(reason !== undefined && { [logBatchHeaders.lostBy]: reason }),
  };
  try {
    const posted = { what: `${frame.count} ${what}`, body: frame.lines, headers };
    const { status, text, retryAfterMs } = await postBody(ingest, posted, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    if (status >= 200 && status < 300) return { is: 'taken' };
    const why = `the server answered ${status}: ${text}`;
    return hopeless.has(status) ? { is: 'refused', why } : { is: 'later', why, askedMs: retryAfterMs };
  } catch (cause) {
    return { is: 'later', why: fullMessage(cause), askedMs: 0 };
  }
}
