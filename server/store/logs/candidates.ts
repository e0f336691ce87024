import { unitlessAs } from '#contract/find/measure.ts';
import type { Comparison, Exists, Pattern, Value } from '#contract/find/term.ts';
import type { Condition } from './condition.ts';

/**
 * What has to be in a line for a term to hold: the database looks for it far quicker than the rule, which decides on what is left.
 */

const quoted = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
/** What LIKE looks for; a star may stand for anything. */
export const likeFor = (text: string, hasStars = true): string => (hasStars ? text.split('*').map(quoted).join('%') : quoted(text));

/** The attributes are JSON, in which no other place can hold a name in quotes and a colon. */
function equalTo(field: string, { text, unit = 'none' }: Value): Condition | undefined {
  // LIKE folds the case of ASCII alone.
  if (unit !== 'none' || /["\\]|[^ -~]/.test(text)) return undefined;
  return { sql: `attributes LIKE ? ESCAPE '\\'`, values: [`%"${quoted(field)}":%${likeFor(text)}%`] };
}

/** Numbers may lie this much beside one another, after they were brought to one unit. */
const slack = 1e-9;

/** For SQLite each text is more than any number, so that texts, which may have units of their own, pass as well. */
function beyond({ field, operator }: Comparison, { number = 0, unit = 'none' }: Value): Condition {
  const bound = number / unitlessAs(field, unit);
  const path = `$."${field}"`;
  if (operator.startsWith('>')) return { sql: 'json_extract(attributes, ?) >= ?', values: [path, bound - Math.abs(bound) * slack] };
  return { sql: `(json_extract(attributes, ?) <= ? OR typeof(json_extract(attributes, ?)) = 'text')`, values: [path, bound + Math.abs(bound) * slack, path] };
}

/** Lines whose attributes a term may find. */
export function attributeCondition(term: Comparison | Exists): Condition {
  const named: Condition = { sql: 'instr(attributes, ?) > 0', values: [`"${term.field}":`] };
  if (term.is === 'exists' || term.operator === '~') return named;
  const [first] = term.values;
  if (term.operator !== '=') return first === undefined ? named : beyond(term, first);
  const equal = term.values.map((value) => equalTo(term.field, value) ?? named);
  return { sql: equal.map(({ sql }) => sql).join(' OR '), values: equal.flatMap(({ values }) => values) };
}

const pieces = /\\[a-zA-Z]|\\.|[.^$]|[*+?]|./gsu;

/** The longest text that whatever a pattern finds has in it; empty where that cannot be told. */
function literalIn({ source, foldsCase }: Pattern): string {
  if (foldsCase || /[()[\]{}|]|\\[QExpP0-9]/.test(source)) return '';
  const runs = [''];
  for (const [piece] of source.matchAll(pieces)) {
    const last = runs.length - 1;
    if (/^[*?]$/.test(piece)) runs[last] = [...(runs[last] ?? '')].slice(0, -1).join('');
    if (/^([*+?.^$]|\\[a-zA-Z])$/.test(piece)) runs.push('');
    else runs[last] += piece.replace(/^\\/, '');
  }
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest));
}

/** Lines in which a pattern may find something. */
export function patternCondition(pattern: Pattern): Condition | undefined {
  const literal = literalIn(pattern);
  return literal.length < 2 ? undefined : { sql: 'instr(message, ?) > 0', values: [literal] };
}
