import { soonOr } from './patience.ts';

export interface Stale {
  readonly since: string;
  readonly reason: string;
}

/** An answer that is made for everyone at once, every few seconds while someone looks, and seldom otherwise. */
export interface Refresher<Answer> {
  /** The latest; one made at rest where a new one takes long; the last good one marked stale while it can't be made; rejects where there was none yet. */
  get(): Promise<Answer>;
  /** The latest that there is, without waiting and without counting as someone who looks. */
  peek(): Answer | undefined;
  /** Someone wants to be told of each new answer, and so keeps it fresh. Returns what ends that. */
  follow(listener: (answer: Answer) => void): () => void;
  /** Makes a new one at once, because what it is made of was changed. */
  refresh(): Promise<Answer>;
  stop(): Promise<void>;
}

export interface RefresherOptions<Answer> {
  readonly intervalMs: number;
  /** How often it is made while nobody looks; null: not at all. */
  readonly restIntervalMs: number | null;
  readonly make: () => Promise<Answer>;
  readonly stale: (answer: Answer, stale: Stale) => Promise<Answer>;
  readonly madeAt: (answer: Answer) => string;
  readonly reasonOf: (error: unknown) => string;
  readonly onFailure: (error: unknown) => void;
}

/** What failed at once may be mended as soon: who asks later finds out anew. */
const failureMs = 1000;
/** Who asked within this time is still looking. */
const lookingMs = 60_000;

interface Latest<Answer> {
  /** Makes a new answer; those who ask meanwhile get the same. */
  refresh(): Promise<Answer>;
  /** The latest if it is younger than this, and as young as one can be that takes so long to make; throws where the latest attempt gave none. */
  younger(ageMs: number): Answer | undefined;
  answer(): Answer | undefined;
  /** How long ago the latest attempt ended. */
  ageMs(): number;
  /** How long the latest attempt took. */
  tookMs(): number;
}

function latestOf<Answer>({ make, stale, madeAt, reasonOf, onFailure }: RefresherOptions<Answer>, onAnswer: (answer: Answer) => void): Latest<Answer> {
  let good: Answer | undefined;
  let answer: Answer | undefined;
  let failure: { readonly error: unknown } | undefined;
  let making: Promise<Answer> | undefined;
  let endedMs = Number.NEGATIVE_INFINITY;
  let tookMs = 0;
  let failing = false;

  const fallBack = async (error: unknown): Promise<Answer> => {
    if (!failing) onFailure(error);
    failing = true;
    if (good === undefined) throw error;
    return await stale(good, { since: madeAt(good), reason: reasonOf(error) });
  };
  const attempt = async (): Promise<Answer> => {
    try {
      good = await make();
      failing = false;
      return good;
    } catch (error) {
      return await fallBack(error);
    }
  };
  const remember = async (): Promise<Answer> => {
    const begunMs = performance.now();
    try {
      answer = await attempt();
      failure = undefined;
      onAnswer(answer);
      return answer;
    } catch (error) {
      failure = { error };
      throw error;
    } finally {
      endedMs = performance.now();
      tookMs = endedMs - begunMs;
      making = undefined;
    }
  };
  return {
    refresh: () => {
      making ??= remember();
      return making;
    },
    younger: (ageMs) => {
      const staysMs = failure === undefined ? ageMs : Math.min(ageMs, failureMs);
      if (performance.now() - endedMs >= staysMs + 2 * tookMs) return undefined;
      if (failure !== undefined) throw failure.error;
      return answer;
    },
    answer: () => answer,
    ageMs: () => performance.now() - endedMs,
    tookMs: () => tookMs,
  };
}

export function refresher<Answer>(options: RefresherOptions<Answer>): Refresher<Answer> {
  const listeners = new Set<(answer: Answer) => void>();
  const { refresh, younger, answer, ageMs, tookMs } = latestOf(options, (made) => {
    for (const listener of listeners) listener(made);
  });
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> = Promise.resolve();
  let stopped = false;

  const isLookedAt = () => listeners.size > 0 || performance.now() - askedAtMs < lookingMs;
  const tick = () => {
    ticking = refresh()
      .then(() => undefined)
      .catch(() => undefined)
      .finally(schedule);
  };
  const schedule = () => {
    clearTimeout(timer);
    const waitMs = isLookedAt() ? options.intervalMs : options.restIntervalMs;
    // What takes long to make does not keep those busy all the time whom it is asked of.
    if (!stopped && waitMs !== null) timer = setTimeout(tick, Math.max(waitMs, tookMs()));
  };
  /** The timer at rest is too slow for someone who just came. */
  const wake = () => {
    const rested = !isLookedAt();
    askedAtMs = performance.now();
    if (rested) schedule();
  };
  const madeAtRest = () => (options.restIntervalMs !== null && ageMs() < options.restIntervalMs * 2 ? answer() : undefined);
  if (options.restIntervalMs !== null) tick();
  return {
    peek: answer,
    get: async () => {
      wake();
      return younger(options.intervalMs * 1.5) ?? (await soonOr(refresh(), madeAtRest));
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
