import type { Server } from 'node:net';

/** Where is listened for what others send. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface Listener {
  /** Looks after what it has taken, now and then. */
  read(): void;
  close(): void;
}

const againMs = 1000;

/** What listens, once it can: whoever has the address may give it free. */
export class Listening {
  readonly #open: () => Promise<Listener>;
  readonly #onTrouble: (trouble: unknown) => void;
  #listener: Listener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(what: string, open: () => Promise<Listener>, onTrouble: (trouble: unknown) => void) {
    this.#open = open;
    this.#onTrouble = (cause) => onTrouble(new Error(`listening for ${what}`, { cause }));
    this.#try();
  }

  get isUp(): boolean {
    return this.#listener !== undefined;
  }

  /** Nothing is waiting: what is sent comes by itself. */
  read(): boolean {
    this.#listener?.read();
    return false;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#listener?.close();
    this.#listener = undefined;
  }

  #try(): void {
    this.#open().then(
      (listener) => {
        if (this.#isClosed) listener.close();
        else this.#listener = listener;
      },
      (cause: unknown) => {
        this.#onTrouble(cause);
        if (!this.#isClosed) this.#timer = setTimeout(() => this.#try(), againMs).unref();
      },
    );
  }
}

/** Later errors are those of one connection, which its own handler sees. */
export function listen(server: Server, { host, port }: Address): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ host, port }, () => {
    server.off('error', reject).on('error', () => {});
    resolve();
  });
  return promise;
}
