import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { parsedJson } from '../parsed-json.ts';
import { badInput } from '../problem.ts';

/** A place in a list as a text that nobody has to read, and back. */
export function cursorsOf<Place extends TSchema>(schema: Place): { write: (place: Static<Place>) => string; read: (cursor: string) => Static<Place> } {
  const isPlace = Compile(schema);
  return {
    write: (place) => Buffer.from(JSON.stringify(place)).toString('base64url'),
    read: (cursor) => {
      const place = parsedJson(Buffer.from(cursor, 'base64url').toString());
      if (!isPlace.Check(place)) throw badInput('cursor', 'what an answer had as `next`', 'cursor is none that this server gave');
      return place as Static<Place>;
    },
  };
}
