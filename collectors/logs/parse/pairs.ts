import type { Fields, Scalar } from './field.ts';
import { scalarOf, unescaped } from './logfmt.ts';

/** In text: `order paid id=17 took="3 s"`. */
const pair = /(?:^|\s)([A-Za-z_][\w.\-/]{0,127})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?=\s|$)/g;
const lookedAt = 16_384;

/** Of a text that is no logfmt as a whole; undefined for less than two, because one alone may be anything: `where a=b` is prose, too. */
export function pairsIn(text: string): Fields | undefined {
  if (!text.includes('=')) return undefined;
  const fields = new Map<string, Scalar>();
  for (const [, name = '', quoted, bare = ''] of text.slice(0, lookedAt).matchAll(pair))
    fields.set(name, quoted === undefined ? scalarOf(bare) : unescaped(quoted));
  return fields.size >= 2 ? fields : undefined;
}
