import { connect, type Socket } from 'node:net';

/** Takes the bytes as they arrive and answers the replies that are whole. Throws on what is not of the protocol, and on a reply that ends the connection. */
export type Decoder<Reply> = (chunk: Buffer) => (Reply | Error)[];

export interface Protocol<Reply> {
  /** Sent first; the server answers it with one reply, as it does with every request. */
  readonly hello?: Buffer;
  readonly decoder: () => Decoder<Reply>;
}

interface Asked<Reply> {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (cause: Error) => void;
}

interface Connection<Reply> {
  readonly socket: Socket;
  readonly asked: Asked<Reply>[];
}

/** A server that keeps a request for longer is taken for dead. */
const defaultPatienceMs = 5000;

/** One kept connection to a server that answers in order. It is made with the first request, and again with the first one after a loss. */
export class Link<Reply> {
  readonly #port: number;
  readonly #protocol: Protocol<Reply>;
  readonly #patienceMs: number;
  #connection: Connection<Reply> | undefined;

  constructor(port: number, protocol: Protocol<Reply>, patienceMs = defaultPatienceMs) {
    this.#port = port;
    this.#protocol = protocol;
    this.#patienceMs = patienceMs;
  }

  /** The reply to a request; rejects with the server's error, or when the connection is lost before it came. */
  ask(request: Buffer): Promise<Reply> {
    this.#connection ??= this.#connect();
    const { socket, asked } = this.#connection;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    asked.push({ resolve, reject });
    socket.write(request);
    const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${this.#patienceMs / 1000} s`)), this.#patienceMs);
    return promise.finally(() => clearTimeout(timer));
  }

  close(): void {
    this.#connection?.socket.destroy();
  }

  #connect(): Connection<Reply> {
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    const connection: Connection<Reply> = { socket, asked: [] };
    const decode = this.#protocol.decoder();
    let why: Error | undefined;
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const reply of decode(chunk)) if (!socket.destroyed) deliver(connection.asked.shift(), reply);
      } catch (cause) {
        socket.destroy(cause instanceof Error ? cause : new Error(String(cause)));
      }
    });
    socket.on('error', (cause) => {
      why = cause;
    });
    socket.on('close', () => {
      if (this.#connection === connection) this.#connection = undefined;
      const lost = new Error(`the connection to port ${this.#port} is lost`, { cause: why });
      for (const { reject } of connection.asked.splice(0)) reject(lost);
    });
    if (this.#protocol.hello !== undefined) {
      connection.asked.push({ resolve: () => {}, reject: (cause) => socket.destroy(cause) });
      socket.write(this.#protocol.hello);
    }
    return connection;
  }
}

function deliver<Reply>(asked: Asked<Reply> | undefined, reply: Reply | Error): void {
  if (asked === undefined) throw new Error('an answer came that nobody asked for');
  if (reply instanceof Error) asked.reject(reply);
  else asked.resolve(reply);
}
