/** The work, or what holds where the signal ends the wait for it. The signal may outlive any number of works: nothing of them stays with it. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal, otherwise: T): Promise<T> {
  const ended = Promise.withResolvers<T>();
  const end = () => ended.resolve(otherwise);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  try {
    return await Promise.race([work, ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
