import { setTimeout as delay } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { isListenedOn, portOf } from '#contract/listeners.ts';
import { fullMessage } from '../errors.ts';
import { type GetOptions, httpGet } from '../http-get.ts';
import type { Run } from './child.ts';

const pollMs = 100;
/** After so many polls a second is often enough. */
const eagerPolls = 100;

/** The child's first IPC message, which has to be of this kind. */
export async function messageOf<Schema extends TSchema>({ message }: Run, schema: Schema): Promise<Static<Schema>> {
  const received = await message;
  if (Value.Check(schema, received)) return received;
  throw new Error('it announced itself in a way that this supervisor does not know');
}

/** Waits until the URL, of this host, answers with 200. */
export function answers(run: Run, url: string, options: GetOptions): Promise<void> {
  const port = portOf(new URL(url));
  return until(run.signal, run.waitsFor, async () => {
    if (!isListenedOn(port)) throw new Error(`nobody listens on port ${port} yet`);
    const { status, body } = await httpGet(url, options);
    if (status !== 200) throw new Error(`${url} answers ${status}: ${body.slice(0, 300)}`);
  });
}

/** Tries until it succeeds; hands on why it does not yet. Rejects when the signal is aborted. */
export async function until(signal: AbortSignal, tell: (why: string) => void, attempt: () => Promise<void>): Promise<void> {
  for (let polls = 0; ; polls += 1) {
    signal.throwIfAborted();
    try {
      await attempt();
      return;
    } catch (cause) {
      tell(fullMessage(cause));
    }
    await delay(polls < eagerPolls ? pollMs : 1000, undefined, { signal });
  }
}
