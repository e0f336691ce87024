import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { badInput } from '../problem.ts';
import type { RecordPlace } from '../store/store.ts';
import type { Window } from '../topology/window.ts';

const Place = Type.Tuple([Type.Integer(), Type.Integer(), Type.Number(), Type.Integer(), Type.Integer(), Type.String({ maxLength: 2000 })]);
const isPlace = Compile(Place);

export interface Continued extends Window {
  readonly find: string;
  readonly after: RecordPlace;
}

export function writeCursor({ fromMs, toMs, find, after: { ms, seq, lastSeq } }: Continued): string {
  const place: Static<typeof Place> = [fromMs, toMs, ms, seq, lastSeq, find];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

export function readCursor(cursor: string): Continued {
  const place = parsed(Buffer.from(cursor, 'base64url').toString());
  if (!isPlace.Check(place)) throw badInput('cursor', 'what an answer had as `next`', 'cursor is none that this server gave');
  const [fromMs, toMs, ms, seq, lastSeq, find] = place;
  return { fromMs, toMs, find, after: { ms, seq, lastSeq } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
