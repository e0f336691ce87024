import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { literals } from '#contract/schema.ts';
import { badInput } from '../problem.ts';
import type { LogOrder, LogPlace, LogWindow } from '../store/logs/log-store.ts';

const Place = Type.Tuple([
  Type.Integer({ description: 'fromUs' }),
  Type.Integer({ description: 'toUs' }),
  Type.Integer({ description: 'us' }),
  Type.String({ pattern: '^(\\d{4}-\\d\\d-\\d\\d)?$' }),
  Type.Integer({ minimum: 0 }),
  Type.Integer({ minimum: 0 }),
  literals(['newest', 'oldest'] as const),
]);
const isPlace = Compile(Place);

export interface Continued extends LogWindow {
  readonly after: LogPlace;
  readonly order: LogOrder;
}

export function writeCursor({ fromUs, toUs, after: { us, day, part, id }, order }: Continued): string {
  const place: Static<typeof Place> = [fromUs, toUs, us, day, part, id, order];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

export function readCursor(cursor: string): Continued {
  const place = parsed(Buffer.from(cursor, 'base64url').toString());
  if (!isPlace.Check(place)) throw badInput('cursor', 'what an answer had as `next`', 'cursor is none that this server gave');
  const [fromUs, toUs, us, day, part, id, order] = place;
  return { fromUs, toUs, after: { us, day, part, id }, order };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
