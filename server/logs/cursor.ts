import { Type } from 'typebox';
import { literals } from '#contract/schema.ts';
import { cursorsOf } from '../found/cursor.ts';
import type { LogOrder, LogPlace, LogWindow } from '../store/logs/log-store.ts';

const cursors = cursorsOf(
  Type.Tuple([
    Type.Integer({ description: 'fromUs' }),
    Type.Integer({ description: 'toUs' }),
    Type.Integer({ description: 'us' }),
    Type.String({ pattern: '^(\\d{4}-\\d\\d-\\d\\d)?$' }),
    Type.Integer({ minimum: 0 }),
    Type.Integer({ minimum: 0 }),
    literals(['newest', 'oldest'] as const),
  ]),
);

export interface Continued extends LogWindow {
  readonly after: LogPlace;
  readonly order: LogOrder;
}

export const writeCursor = ({ fromUs, toUs, after: { us, day, part, id }, order }: Continued): string =>
  cursors.write([fromUs, toUs, us, day, part, id, order]);

export function readCursor(cursor: string): Continued {
  const [fromUs, toUs, us, day, part, id, order] = cursors.read(cursor);
  return { fromUs, toUs, after: { us, day, part, id }, order };
}
