import { hideShapes } from '../identity/secret-shapes.ts';

const longest = 200;

const whole = /^\{.*\}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const hexadecimal = /^[0-9a-f]{12,}$/i;
const number = /^[-+]?\d+([.,:_-]\d+)*$/;
/** Of a name that a person chose, letters are the most. */
const opaque = /^(?=.*\d)(?=.*[a-z])[\w~=+-]{16,}$/i;

function segmentOf(segment: string): string {
  if (segment === '' || whole.test(segment)) return segment;
  if (number.test(segment) || uuid.test(segment) || hexadecimal.test(segment) || opaque.test(segment)) return '{id}';
  if (segment.includes('@') || segment.includes('%40')) return '{email}';
  return segment.length > 64 ? '{text}' : segment;
}

/** A path without its query, in which what names one thing of many is `{id}`: `/users/42?token=x` → `/users/{id}`. */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/]*/i, '').replace(/[?#;].*$/s, '');
  return hideShapes(path.split('/').map(segmentOf).join('/')) || '/';
}

/** A statement with its literals, numbers and comments taken out: `SELECT * FROM t WHERE a = 'x'` → `SELECT * FROM t WHERE a = ?`. */
function statementOf(sql: string): string {
  return sql
    .replace(/\/\*.*?(\*\/|$)|--[^\n]*/gs, ' ')
    .replace(/\$(\w*)\$.*?(\$\1\$|$)/gs, '?')
    .replace(/(?:\b[bexn])?'(?:[^'\\]|\\.|'')*('|$)/gis, '?')
    .replace(/"(?:[^"]|"")*("|$)/g, (name) => (name.length > 1 && name.endsWith('"') ? name : '?'))
    .replace(/\b0x[0-9a-f]+\b|(?<![\w$])[-+]?\d+(\.\d+)?(e[-+]?\d+)?\b/gi, '?')
    .replace(/\s+/g, ' ')
    .replace(/\(\s*\?(\s*,\s*\?)+\s*\)/g, '(?, …)')
    .replace(/(\(\?, …\))(\s*,\s*\(\?, …\))+/g, '$1, …')
    .trim();
}

/** MySQL takes what is in double quotes for a text, PostgreSQL for a name. */
const doubleQuoted = /"(?:[^"\\]|\\.|"")*("|$)/gs;

/** What was asked, without what was meant by it: fit to be stored and to be grouped by. `text` is the beginning of the request as it was on the wire; empty where nothing of it may be told. */
export function targetOf(protocol: string, text: string): string {
  const clean = Array.from(text, (sign) => (sign < ' ' ? ' ' : sign)).join('');
  if (protocol === 'http') return cut(pathOf(/^\S+ (\S+)/.exec(clean)?.[1] ?? ''));
  if (protocol === 'postgresql') return cut(statementOf(firstString(text)));
  if (protocol === 'mysql') return cut(statementOf(clean.replace(doubleQuoted, '?')));
  return '';
}

/** PostgreSQL's texts end with a zero byte. */
function firstString(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** The trace id of a `traceparent` header's value; undefined where it is none. */
export function traceIdOf(value: string): string | undefined {
  const id = /^\s*[0-9a-f]{2}-([0-9a-f]{32})-?/.exec(value)?.[1];
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}
