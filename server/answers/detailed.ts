import { PrometheusError } from '../store/prometheus-error.ts';
import { type Prepared, prepare } from './prepared.ts';
import type { Stale } from './refresher.ts';
import { shared } from './shared.ts';

interface Reply {
  readonly at: string;
  readonly stale: Stale | null;
}

interface Asked {
  /** What was asked for, in the words in which it was. */
  readonly words: string;
  /** The thing and the exact window: who asks for the same gets the same. */
  readonly exact: string;
  readonly keepMs: number;
}

/** Answers about one thing in a window: made once for all who ask, and the last good one while Prometheus is away. */
export interface Detailed<Of extends Reply> {
  get(asked: Asked, make: () => Promise<Of>): Promise<Prepared<Of>>;
}

/** Keeps the latest so many. */
export function detailed<Of extends Reply>(capacity: number): Detailed<Of> {
  const kept = shared<Prepared<Of>>(capacity);
  const good = new Map<string, Prepared<Of>>();
  const remember = (words: string, answer: Prepared<Of>): Prepared<Of> => {
    good.delete(words);
    good.set(words, answer);
    const [oldest] = good.keys();
    if (good.size > capacity && oldest !== undefined) good.delete(oldest);
    return answer;
  };
  const fallBack = async (words: string, error: unknown): Promise<Prepared<Of>> => {
    const last = good.get(words);
    if (last === undefined || !(error instanceof PrometheusError) || error.kind !== 'away') throw error;
    return await prepare({ ...last.value, stale: { since: last.value.at, reason: error.message } });
  };
  return {
    get: async ({ words, exact, keepMs }, make) => {
      try {
        return remember(words, await kept.get(exact, keepMs, async () => await prepare(await make())));
      } catch (error) {
        return await fallBack(words, error);
      }
    },
  };
}
