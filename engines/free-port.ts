import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that the kernel gives to clients: a server that starts anew has its port still. */
const firstPort = 20_000;
/** The first that is not given. */
const endPort = 32_000;
const mostTries = 100;

/** Whom they were given to may not listen yet. */
const given = new Set<number>();

/** A TCP port of 127.0.0.1 on which nobody listens, another each time. */
export async function freePort(draw: () => number = () => randomInt(firstPort, endPort)): Promise<number> {
  for (let tried = 0; tried < mostTries; tried += 1) {
    const port = draw();
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
  throw new Error(`none of ${mostTries} ports from ${firstPort} to ${endPort - 1} is free`);
}

function isFree(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
  server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  return promise;
}
