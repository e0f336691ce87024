import { once } from 'node:events';
import type { Server } from 'node:net';

/** Any free port of this machine alone, from when the server listens on it. */
export async function listeningPort(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
}
