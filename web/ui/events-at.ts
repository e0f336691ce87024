import type { Change } from './location.ts';

type ChangeTo = (path: string, set?: Change['set']) => Change;

/** Of the window that shows what happened around a moment. */
const aroundMs = 150_000;

/** An event among those around it. */
export function toEvent(changeTo: ChangeTo, id: string, atMs: number): Change {
  const [from, to] = [new Date(atMs - aroundMs).toISOString(), new Date(atMs + aroundMs).toISOString()];
  return changeTo('/events', { range: undefined, from, to, event: id });
}
