import { setTimeout as delay } from 'node:timers/promises';

const againMs = 200;

interface Starting {
  /** For so long it may not listen yet. */
  readonly withinMs: number;
  /** Until its first answer it is asked only where this says so: connects that are refused are counted, and told. */
  readonly isThere: () => boolean;
}

/** Asks what is started beside this server, until its first answer again and again. */
export function onceStarted<Answer>(
  ask: () => Promise<Answer>,
  { withinMs, isThere }: Starting,
): { readonly ask: () => Promise<Answer>; readonly stop: () => void } {
  let untilMs = performance.now() + withinMs;
  const isStarting = () => performance.now() < untilMs;
  const listens = async () => {
    while (isStarting() && !isThere()) await delay(againMs);
  };
  return {
    ask: async () => {
      for (;;) {
        await listens();
        try {
          const answer = await ask();
          untilMs = 0;
          return answer;
        } catch (error) {
          if (!isStarting()) throw error;
        }
        await delay(againMs);
      }
    },
    stop: () => {
      untilMs = 0;
    },
  };
}
