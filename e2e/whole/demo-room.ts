import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { eventually } from './eventually.ts';

/** As long as whoever has it may take. */
const freeWithinMs = 600_000;

/** A host has room for one demo, whose ports are fixed: it is waited for, and is free again once this is disposed of or the process has ended. */
export async function demoRoom(): Promise<AsyncDisposable> {
  const server = await eventually('room for a demo on this host', freeWithinMs, entered);
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** A name in the kernel, which one process at a time has. */
async function entered(): Promise<Server> {
  const server = createServer().unref();
  server.listen('\0sonde-demo-room');
  await once(server, 'listening');
  return server;
}
