import { type Prepared, prepare } from './prepared.ts';

export interface Stale {
  readonly since: string;
  readonly reason: string;
}

/** An answer that is made for everyone at once, every few seconds while someone looks, and seldom otherwise. */
export interface Refresher<Reply> {
  /** The latest; the last good one marked stale while it can't be made; rejects where there was none yet. */
  get(): Promise<Prepared<Reply>>;
  /** The latest that there is, without waiting and without counting as someone who looks. */
  peek(): Prepared<Reply> | undefined;
  /** Someone wants to be told of each new answer, and so keeps it fresh. Returns what ends that. */
  follow(listener: (answer: Prepared<Reply>) => void): () => void;
  /** Makes a new one at once, because what it is made of was changed. */
  refresh(): Promise<Prepared<Reply>>;
  stop(): Promise<void>;
}

export interface RefresherOptions<Reply> {
  readonly intervalMs: number;
  /** How often it is made while nobody looks; null: not at all. */
  readonly restIntervalMs: number | null;
  readonly make: () => Promise<Reply>;
  readonly stale: (reply: Reply, stale: Stale) => Reply;
  readonly madeAt: (reply: Reply) => string;
  readonly reasonOf: (error: unknown) => string;
  readonly onFailure: (error: unknown) => void;
}

/** Who asked within this time is still looking. */
const lookingMs = 60_000;

interface Latest<Reply> {
  /** Makes a new answer; those who ask meanwhile get the same. */
  refresh(): Promise<Prepared<Reply>>;
  /** The latest if it is younger than this; throws where the latest attempt gave none. */
  younger(ageMs: number): Prepared<Reply> | undefined;
  answer(): Prepared<Reply> | undefined;
}

function latestOf<Reply>({ make, stale, madeAt, reasonOf, onFailure }: RefresherOptions<Reply>): Latest<Reply> {
  let good: Prepared<Reply> | undefined;
  let answer: Prepared<Reply> | undefined;
  let failure: { readonly error: unknown } | undefined;
  let making: Promise<Prepared<Reply>> | undefined;
  let endedMs = Number.NEGATIVE_INFINITY;
  let failing = false;

  const fallBack = async (error: unknown): Promise<Prepared<Reply>> => {
    if (!failing) onFailure(error);
    failing = true;
    if (good === undefined) throw error;
    return await prepare(stale(good.value, { since: madeAt(good.value), reason: reasonOf(error) }));
  };
  const attempt = async (): Promise<Prepared<Reply>> => {
    try {
      good = await prepare(await make());
      failing = false;
      return good;
    } catch (error) {
      return await fallBack(error);
    }
  };
  const remember = async (): Promise<Prepared<Reply>> => {
    try {
      answer = await attempt();
      failure = undefined;
      return answer;
    } catch (error) {
      failure = { error };
      throw error;
    } finally {
      endedMs = performance.now();
      making = undefined;
    }
  };
  return {
    refresh: () => {
      making ??= remember();
      return making;
    },
    younger: (ageMs) => {
      if (performance.now() - endedMs >= ageMs) return undefined;
      if (failure !== undefined) throw failure.error;
      return answer;
    },
    answer: () => answer,
  };
}

export function refresher<Reply>(options: RefresherOptions<Reply>): Refresher<Reply> {
  const { refresh, younger, answer } = latestOf(options);
  const listeners = new Set<(answer: Prepared<Reply>) => void>();
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> = Promise.resolve();
  let stopped = false;

  const isLookedAt = () => listeners.size > 0 || performance.now() - askedAtMs < lookingMs;
  const tick = () => {
    ticking = refresh()
      .then((made) => {
        for (const listener of listeners) listener(made);
      })
      .catch(() => undefined)
      .finally(schedule);
  };
  const schedule = () => {
    clearTimeout(timer);
    const waitMs = isLookedAt() ? options.intervalMs : options.restIntervalMs;
    if (!stopped && waitMs !== null) timer = setTimeout(tick, waitMs);
  };
  /** The timer at rest is too slow for someone who just came. */
  const wake = () => {
    const rested = !isLookedAt();
    askedAtMs = performance.now();
    if (rested) schedule();
  };
  if (options.restIntervalMs !== null) tick();
  return {
    peek: answer,
    get: async () => {
      wake();
      return younger(options.intervalMs * 1.5) ?? (await refresh());
    },
    follow: (listener) => {
      wake();
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    refresh,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await ticking;
    },
  };
}
