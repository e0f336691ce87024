import { setTimeout as delay } from 'node:timers/promises';

const againMs = 200;

/** Asks what is started beside this server, which may not listen yet: until its first answer it is asked again, for so long. */
export function onceStarted<Answer>(ask: () => Promise<Answer>, withinMs: number): { readonly ask: () => Promise<Answer>; readonly stop: () => void } {
  let untilMs = performance.now() + withinMs;
  return {
    ask: async () => {
      for (;;) {
        try {
          const answer = await ask();
          untilMs = 0;
          return answer;
        } catch (error) {
          if (performance.now() >= untilMs) throw error;
        }
        await delay(againMs);
      }
    },
    stop: () => {
      untilMs = 0;
    },
  };
}
