import { createServer, type Socket } from 'node:net';
import { type Address, type Listener, listen } from '../listening.ts';
import { type Frame, Frames } from './frames.ts';

export interface ConnectionsOptions {
  readonly at: Address;
  /** Answers whether it was taken: what was not is offered again. */
  readonly onFrame: (frame: Frame, address: string) => boolean;
  /** One connection too many. */
  readonly onRefused: () => void;
  /** So many were not taken when it was closed: their senders count them as sent. */
  readonly onLeft: (frames: number) => void;
}

const mostConnections = 256;
/** Of a peer that has gone without a word. */
const keepAliveMs = 60_000;

/** One sender: nothing more is read from it while what it sent is not taken. */
class Connection {
  readonly #socket: Socket;
  readonly #onFrame: ConnectionsOptions['onFrame'];
  readonly #frames = new Frames();
  readonly #address: string;
  #waiting: Frame[] = [];
  #hasEnded = false;

  constructor(socket: Socket, onFrame: ConnectionsOptions['onFrame']) {
    this.#socket = socket;
    this.#onFrame = onFrame;
    this.#address = socket.remoteAddress ?? '';
    socket.setKeepAlive(true, keepAliveMs);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => this.#take(this.#frames.push(bytes)));
  }

  get isDone(): boolean {
    return this.#hasEnded && this.#waiting.length === 0;
  }

  /** Nothing more comes: what was begun is all of it. Answers how many messages wait. */
  end(): number {
    if (!this.#hasEnded) {
      this.#hasEnded = true;
      this.#take(this.#frames.end());
    }
    return this.#waiting.length;
  }

  goOn(): void {
    if (this.#waiting.length === 0) return;
    this.#take([]);
    if (this.#waiting.length === 0) this.#socket.resume();
  }

  #take(frames: readonly Frame[]): void {
    this.#waiting.push(...frames);
    const refused = this.#waiting.findIndex((frame) => !this.#onFrame(frame, this.#address));
    this.#waiting = refused < 0 ? [] : this.#waiting.slice(refused);
    if (refused >= 0) this.#socket.pause();
  }
}

export async function connections({ at, onFrame, onRefused, onLeft }: ConnectionsOptions): Promise<Listener> {
  const open = new Map<Socket, Connection>();
  const server = createServer((socket) => {
    // Of some that are closed, messages still wait.
    if (open.size >= mostConnections) {
      socket.destroy();
      onRefused();
      return;
    }
    const connection = new Connection(socket, onFrame);
    open.set(socket, connection);
    socket.once('close', () => {
      connection.end();
      if (connection.isDone) open.delete(socket);
    });
  });
  server.maxConnections = mostConnections;
  server.on('drop', onRefused);
  await listen(server, at);
  return {
    read() {
      for (const [socket, connection] of open) {
        connection.goOn();
        if (connection.isDone) open.delete(socket);
      }
    },
    close() {
      server.close();
      let left = 0;
      for (const [socket, connection] of open) {
        left += connection.end();
        socket.destroy();
      }
      open.clear();
      if (left > 0) onLeft(left);
    },
  };
}
