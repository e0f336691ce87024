import { Type } from 'typebox';
import { literals } from '#contract/schema.ts';
import { cursorsOf } from '../found/cursor.ts';
import type { RecordPlace } from '../store/store.ts';
import type { Window } from '../topology/window.ts';

const cursors = cursorsOf(
  Type.Tuple([
    Type.Number({ description: 'fromMs' }),
    Type.Number({ description: 'toMs' }),
    Type.Number({ description: 'ms' }),
    Type.Integer({ description: 'seq' }),
    Type.Integer({ description: 'lastSeq' }),
    Type.String({ maxLength: 2000 }),
    literals(['newest', 'oldest'] as const),
  ]),
);

export interface Continued extends Window {
  readonly find: string;
  readonly order: 'newest' | 'oldest';
  readonly after: RecordPlace;
}

export const writeCursor = ({ fromMs, toMs, find, order, after: { ms, seq, lastSeq } }: Continued): string =>
  cursors.write([fromMs, toMs, ms, seq, lastSeq, find, order]);

export function readCursor(cursor: string): Continued {
  const [fromMs, toMs, ms, seq, lastSeq, find, order] = cursors.read(cursor);
  return { fromMs, toMs, find, order, after: { ms, seq, lastSeq } };
}
