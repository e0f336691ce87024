import { writtenValue } from '#contract/find/write.ts';

export interface Writer {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

function termOf({ kind, name, namespace = '' }: Writer): string {
  return [`kind=${kind}`, ...(namespace === '' ? [] : [`ns=${writtenValue(namespace)}`]), `app=${writtenValue(name)}`].join(' ');
}

/** What finds the lines of some, and the events about them. */
export function whoseTerms(writers: readonly Writer[]): string {
  const each = [...new Set(writers.map(termOf))];
  return each.length === 1 ? (each[0] ?? '') : `(${each.map((one) => `(${one})`).join(' or ')})`;
}

/** What finds the lines of a host, and the events on it. */
export const hostTerms = (node: string): string => `node=${writtenValue(node)}`;
