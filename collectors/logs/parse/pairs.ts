import type { Fields, Scalar } from './field.ts';
import { scalarOf, unescaped } from './logfmt.ts';

/** In text: `order paid id=17 took="3 s"`. */
const pair = /([A-Za-z_][\w.\-/]{0,127})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/y;
const nameSign = /[\w.\-/]/;
const longestName = 128;
const space = /\s/;
const lookedAt = 16_384;

/** Of a text that is no logfmt as a whole; undefined for less than two, because one alone may be anything: `where a=b` is prose, too. */
export function pairsIn(text: string): Fields | undefined {
  if (!text.includes('=')) return undefined;
  const fields = new Map<string, Scalar>();
  const start = text.slice(0, lookedAt);
  let done = 0;
  for (let equals = start.indexOf('='); equals >= 0; equals = start.indexOf('=', Math.max(equals + 1, done))) {
    pair.lastIndex = nameStart(start, equals, done);
    const match = pair.lastIndex < equals ? pair.exec(start) : null;
    if (match === null) continue;
    const [, name = '', quoted, bare = ''] = match;
    fields.set(name, quoted === undefined ? scalarOf(bare) : unescaped(quoted));
    done = pair.lastIndex;
  }
  return fields.size >= 2 ? fields : undefined;
}

/** Of what stands before a `=` and behind a space; where that is no name, the place of the `=` itself. */
function nameStart(text: string, equals: number, done: number): number {
  let at = equals;
  while (at > done && equals - at < longestName && nameSign.test(text.charAt(at - 1))) at -= 1;
  return at === 0 || (at > done && space.test(text.charAt(at - 1))) ? at : equals;
}
