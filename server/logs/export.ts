import { csv } from '#contract/csv.ts';
import type { LogDownloadQuery, LogRecord } from '#contract/logs.ts';
import type { LogPlace, LogSearch, LogStore } from '../store/logs/log-store.ts';

export type LogFormat = NonNullable<LogDownloadQuery['format']>;

interface Written {
  readonly type: string;
  readonly head: string;
  readonly line: (record: LogRecord) => string;
}

const columns = ['time', 'level', 'identity', 'source', 'message', 'attributes'] as const;

export const formats: Readonly<Record<LogFormat, Written>> = {
  ndjson: { type: 'application/x-ndjson', head: '', line: (record) => `${JSON.stringify(record)}\n` },
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    head: csv([columns]),
    line: ({ attributes, ...record }) => {
      const held = Object.keys(attributes).length === 0 ? null : JSON.stringify(attributes);
      return csv([[record.time, record.level, record.identity, record.source, record.message, held]]);
    },
  },
  text: {
    type: 'text/plain; charset=utf-8',
    head: '',
    line: ({ time, level, identity, source, message }) => `${time} ${level} ${identity || source} ${message}\n`,
  },
};

const linesAtOnce = 1000;

/** All that a search finds, page by page, as fast as it is taken, until the signal: a page may take a turn, and have no line. */
export async function* exported(
  store: LogStore,
  search: Omit<LogSearch, 'limit' | 'after'>,
  { head, line }: Written,
  signal: AbortSignal,
): AsyncIterable<string> {
  if (head !== '') yield head;
  let after: LogPlace | undefined;
  do {
    const { records, next } = await store.search({ ...search, limit: linesAtOnce, ...(after && { after }) });
    const text = records.map(line).join('');
    if (text !== '') yield text;
    after = next;
  } while (after !== undefined && !signal.aborted);
}
