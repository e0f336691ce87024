import { pathOf } from './paths.ts';
import { statementOf } from './statements.ts';

const longest = 200;

/** What was asked, without what was meant by it: fit to be stored and to be grouped by. `text` is the beginning of the request as it was on the wire; empty where nothing of it may be told. */
export function targetOf(protocol: string, text: string): string {
  if (protocol === 'http') return cut(pathOf(/^\S+ (\S+)/.exec(text)?.[1]?.replace(/\p{Cc}/gu, ' ') ?? ''));
  if (protocol === 'postgresql') return cut(statementOf(text.replace(/\0.*$/s, ''), 'postgresql'));
  if (protocol === 'mysql') return cut(statementOf(text.replace(nextPacket, ''), 'mysql'));
  return '';
}

/** MySQL's texts end where the next packet begins: its length in three bytes, the highest of which is 0, and the number 0. */
const nextPacket = /(?:[^\0]\0\0\0|[^\0]{2}\0\0(?!\0)|\0).*$/s;

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** The trace id of a `traceparent` header's value; undefined where it is none. */
export function traceIdOf(value: string): string | undefined {
  const id = /^\s*[0-9a-f]{2}-([0-9a-f]{32})-?/.exec(value)?.[1];
  return id === undefined || /^0+$/.test(id) ? undefined : id;
}
