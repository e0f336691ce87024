import { parentPort } from 'node:worker_threads';

export interface Call {
  readonly call: number;
  readonly operation: string;
  readonly input: unknown;
}
export type Answer = { call: number; result: unknown } | { call: number; failure: { errcode: number; message: string } };

/** What a thread works with, opened at its first call. */
export interface Opened {
  answer(operation: string, input: unknown): unknown;
  close(): void;
}

/** Answers the calls that come to this thread, one after the other. */
export function serveCalls(open: () => Opened): void {
  const port = parentPort;
  let opened: Opened | undefined;
  const answer = ({ operation, input }: Call): unknown => {
    if (operation !== 'close') {
      opened ??= open();
      return opened.answer(operation, input);
    }
    opened?.close();
    opened = undefined;
    return undefined;
  };
  port?.on('message', (message: Call) => {
    const { call } = message;
    try {
      port.postMessage({ call, result: answer(message) } satisfies Answer);
    } catch (error) {
      port.postMessage({ call, failure: failureOf(error) } satisfies Answer);
    }
  });
}

function failureOf(error: unknown): { errcode: number; message: string } {
  const errcode = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 1;
  return { errcode, message: error instanceof Error ? error.message : String(error) };
}
