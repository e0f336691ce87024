/** Runs at most `concurrency` at once; at most `queue` wait for their turn, the next is refused. */
export function limiter(concurrency: number, queue: number, refusal: () => Error): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= concurrency) {
      if (waiting.length >= queue) throw refusal();
      // The one that ends hands over its place, so that `running` stays.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
