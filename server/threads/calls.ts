import { PrometheusError, type PrometheusErrorKind } from '../store/prometheus-error.ts';

/** What one side of a thread does for the other, by name. */
type Offered = { readonly [name: string]: (input: never) => Promise<unknown> };
interface Port {
  postMessage(message: Message, moved: ArrayBuffer[]): void;
}

/** A result whose bytes go over to the other side instead of being copied. */
export class Moved<Result> {
  readonly result: Result;
  readonly bytes: readonly Uint8Array[];

  constructor(result: Result, bytes: readonly Uint8Array[]) {
    this.result = result;
    this.bytes = bytes;
  }
}

type Unmoved<Result> = Result extends Moved<infer Inner> ? Inner : Result;

interface Failure {
  readonly message: string;
  /** Of a failure of Prometheus, which means something to those who asked. */
  readonly kind: PrometheusErrorKind | undefined;
}

export type Message =
  | { readonly call: number; readonly name: string; readonly input: unknown }
  | { readonly answer: number; readonly result: unknown }
  | { readonly answer: number; readonly failure: Failure };

export interface Calls<Theirs extends Offered> {
  call<Name extends keyof Theirs & string>(name: Name, input: Parameters<Theirs[Name]>[0]): Promise<Unmoved<Awaited<ReturnType<Theirs[Name]>>>>;
  /** What the other side says. */
  hear(message: Message): void;
  /** The other side is gone: what waits for it fails. */
  end(cause: unknown): void;
}

interface Waiting {
  resolve(result: never): void;
  reject(error: Error): void;
}

function failureOf(error: unknown): Failure {
  return { message: error instanceof Error ? error.message : String(error), kind: error instanceof PrometheusError ? error.kind : undefined };
}

const errorFrom = ({ message, kind }: Failure): Error => (kind === undefined ? new Error(message) : new PrometheusError(kind, message));

/** Small buffers share their memory with others, and stay. */
const movable = ({ bytes }: Moved<unknown>): ArrayBuffer[] =>
  bytes.flatMap(({ buffer, byteLength }) => (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []));

/** Two threads that ask each other: what `ours` does is asked by the other side, what it does is called. */
export function calls<Theirs extends Offered>(port: Port, ours: Offered): Calls<Theirs> {
  const waiting = new Map<number, Waiting>();
  let count = 0;
  let gone: Error | undefined;
  const serve = async (call: number, name: string, input: unknown): Promise<void> => {
    try {
      const work = ours[name];
      if (work === undefined) throw new Error(`nobody here does "${name}"`);
      const answer = await work(input as never);
      if (answer instanceof Moved) port.postMessage({ answer: call, result: answer.result }, movable(answer));
      else port.postMessage({ answer: call, result: answer }, []);
    } catch (error) {
      port.postMessage({ answer: call, failure: failureOf(error) }, []);
    }
  };
  return {
    call: (name, input) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) throw gone;
        count += 1;
        waiting.set(count, { resolve, reject });
        port.postMessage({ call: count, name, input }, []);
      }),
    hear: (message) => {
      if ('call' in message) {
        void serve(message.call, message.name, message.input);
        return;
      }
      const caller = waiting.get(message.answer);
      waiting.delete(message.answer);
      if ('failure' in message) caller?.reject(errorFrom(message.failure));
      else caller?.resolve(message.result as never);
    },
    end: (cause) => {
      gone ??= new Error('the thread ended', { cause });
      for (const { reject } of waiting.values()) reject(gone);
      waiting.clear();
    },
  };
}
