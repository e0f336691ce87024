import assert from 'node:assert/strict';
import { zstdCompressSync } from 'node:zlib';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Rule } from '#contract/find/term.ts';
import type { LogLossReason } from '#contract/log-losses.ts';
import type { LogRecord } from '#contract/logs.ts';
import type { Appended, LogCount, LogCounting, LogOrder, LogPlace, LogStore } from './log-store.ts';

/** Lines to try a store with, and ways to ask it for all of an answer. */

const startUs = Date.UTC(2026, 0, 1) * 1000;
export const at = (seconds: number) => startUs + seconds * 1e6;
export const whole = { fromUs: at(-1e6), toUs: at(1e6) };

export interface Line {
  readonly seconds: number;
  readonly level?: string;
  readonly identity?: string;
  readonly source?: string;
  readonly message: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly pattern?: string;
  readonly template?: string;
}

export function written({ seconds, level = 'info', identity = '', source = '/var/log/app.log', message, ...more }: Line): string {
  return `${JSON.stringify({ time: new Date(at(seconds) / 1000).toISOString(), level, identity, source, message, ...more })}\n`;
}

interface Sent {
  readonly day?: string;
  readonly agent?: string;
  readonly lostBy?: LogLossReason;
}

export function put(
  store: Pick<LogStore, 'append'>,
  first: number,
  lines: readonly Line[],
  { day = '2026-01-01', agent = 'n1', lostBy }: Sent = {},
): Promise<Appended> {
  return store.append({ lostBy, agent, spool: 's', first, count: lines.length, day, body: zstdCompressSync(lines.map(written).join('')) });
}

export const numbered = (from: number, to: number): Line[] => Array.from({ length: to - from }, (_, n) => ({ seconds: from + n, message: `line ${from + n}` }));

export function ruleFor(query: string): Rule {
  const { rule, errors } = parseFind(query, logFields);
  assert.deepEqual(errors, [], query);
  return rule;
}

/** All pages, one after the other. */
export async function found(store: LogStore, rule: Rule, { limit = 1000, order = 'newest' as LogOrder, window = whole } = {}): Promise<LogRecord[]> {
  const records: LogRecord[] = [];
  let after: LogPlace | undefined;
  do {
    const page = await store.search({ ...window, order, rule, limit, ...(after && { after }) });
    assert.ok(page.records.length <= limit);
    records.push(...page.records);
    after = page.next;
  } while (after !== undefined);
  return records;
}

export async function messages(store: LogStore, query: string): Promise<string[]> {
  return (await found(store, ruleFor(query))).map(({ message }) => message);
}

export async function counted(store: LogStore, counting: Omit<LogCounting, 'by'> & Partial<Pick<LogCounting, 'by'>>): Promise<LogCount[]> {
  const counts: LogCount[] = [];
  let toUs: number | undefined = counting.toUs;
  while (toUs !== undefined) {
    const part = await store.count({ by: 'level', ...counting, toUs });
    counts.push(...part.counts);
    toUs = part.restToUs;
  }
  return counts;
}
