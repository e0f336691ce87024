import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { listeningPort } from './listening-port.ts';
import type { Segment } from './segments.ts';

/** A TCP proxy before a real server, which keeps what passes as the server's host sees it. */
export interface RecordingProxy extends AsyncDisposable {
  readonly port: number;
  /** Every connection so far, in the order in which they came. */
  recorded(): Segment[][];
}

export async function recordingProxy(serverPort: number): Promise<RecordingProxy> {
  const connections: Segment[][] = [];
  const open = new Set<Socket>();
  const proxy = createServer((client) => {
    const segments: Segment[] = [];
    const server = connect(serverPort, '127.0.0.1');
    connections.push(segments);
    for (const [from, to, hook] of [
      [client, server, 'received'],
      [server, client, 'sent'],
    ] as const) {
      open.add(from);
      forward(from, to, (bytes, at) => segments.push({ hook, at, bytes }));
      from.on('close', () => open.delete(from));
    }
  });
  return {
    port: await listeningPort(proxy),
    recorded: () => connections,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function forward(from: Socket, to: Socket, keep: (bytes: Buffer, at: number) => void): void {
  let at = 0;
  from.setNoDelay();
  from.on('data', (bytes: Buffer) => {
    keep(bytes, at);
    at += bytes.length;
    if (!to.write(bytes)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
}
