import { isNotThere } from '../api.ts';

export const notSeen = 'Not seen in this time.';

/** What a card says in place of its figures. */
export function noFiguresText(error: Error): string {
  return isNotThere(error) ? notSeen : 'Its numbers could not be loaded.';
}
