import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Record } from '#contract/record.ts';
import type { Severity } from '#contract/severities.ts';
import { eventMatcher, type Searched } from './event-matcher.ts';
import { inTransaction } from './in-transaction.ts';
import { attributesOf } from './logs/attributes.ts';
import type { LogAttributes } from './logs/log-store.ts';
import {
  foldMs,
  type RecordPlace,
  type RecordQuery,
  type RecordShare,
  type RecordStore,
  type RecordTally,
  type SeverityCount,
  type ValueCount,
} from './store.ts';

type Row = { [column: string]: SQLOutputValue };

const columns = 'id, at_ms, last_ms, time, last_time, node, type, severity, identity, object, reason, message, attributes, fingerprint, count' as const;
const insertion = `INSERT INTO events (${columns}) VALUES (${columns.replaceAll(/\w+/g, '?')})`;

/** Appends one record at a time, within the transaction of the caller. */
function appender(database: DatabaseSync): (record: Record) => 'stored' | 'known' {
  const known = database.prepare('SELECT 1 FROM events WHERE id = ? UNION ALL SELECT 1 FROM repeats WHERE id = ?');
  const before = database.prepare('SELECT seq FROM events WHERE fingerprint = ? AND at_ms <= ? AND at_ms > ? ORDER BY at_ms DESC LIMIT 1');
  const insert = database.prepare(insertion);
  const count = database.prepare(
    'UPDATE events SET count = count + ?1, last_time = iif(?2 > last_ms, ?3, last_time), last_ms = max(last_ms, ?2) WHERE seq = ?4',
  );
  const repeat = database.prepare('INSERT INTO repeats (id, event) VALUES (?, ?)');
  return (record) => {
    const { id, time, lastTime = time, node, type, severity, identity, object, reason, message, attributes, fingerprint, count: times } = record;
    if (known.get(id, id) !== undefined) return 'known';
    const [atMs, lastMs] = [Date.parse(time), Date.parse(lastTime)];
    const same = before.get(fingerprint, atMs, atMs - foldMs)?.seq;
    if (same === undefined) {
      const told = JSON.stringify(attributes);
      insert.run(id, atMs, lastMs, time, lastTime, node, type, severity, identity, object, reason, message, told, fingerprint, times);
    } else {
      count.run(times, lastMs, lastTime, same);
      repeat.run(id, same);
    }
    return 'stored';
  };
}

export function append(database: DatabaseSync, records: readonly Record[]): { stored: number; known: number } {
  return inTransaction(database, () => {
    const add = appender(database);
    const stored = records.filter((record) => add(record) === 'stored').length;
    return { stored, known: records.length - stored };
  });
}

const searched = ['node', 'type', 'severity', 'identity', 'object', 'reason', 'message', 'attributes'] as const satisfies readonly (keyof Searched)[];

/** What is found is decided by the grammar itself, so that it means the same here as anywhere. */
function finding(database: DatabaseSync, find: string | undefined): string {
  if (find === undefined || find.trim() === '') return '';
  const isFound = eventMatcher(find);
  database.function('is_found', { varargs: true }, (...values) => {
    const event = Object.fromEntries(searched.map((name, index) => [name, String(values[index])])) as unknown as Searched;
    return isFound(event) ? 1 : 0;
  });
  return `AND is_found(${searched.join(', ')})`;
}

/** As JSON: the caller's thread decodes it. */
function asRecord({ at_ms, last_ms, last_time, seq, attributes, ...same }: Row): string {
  const record = { ...same, kind: 'event', attributes: JSON.parse(String(attributes)), ...(at_ms === last_ms ? {} : { lastTime: last_time }) };
  return JSON.stringify(record);
}

function lastSeq(database: DatabaseSync): number {
  return Number(database.prepare('SELECT max(seq) AS seq FROM events').get()?.seq ?? 0);
}

export function page(
  database: DatabaseSync,
  { fromMs, toMs, limit, order = 'newest', identities, after, find }: RecordQuery,
): { rows: string[]; next?: RecordPlace } {
  const about = identities === undefined ? '' : `AND identity IN (${identities.map(() => '?').join(', ')})`;
  const last = after?.lastSeq ?? lastSeq(database);
  const place = after === undefined ? [] : [after.ms, after.seq];
  const [direction, sign] = order === 'newest' ? ['DESC', '<'] : ['ASC', '>'];
  const rows = database
    .prepare(
      `SELECT seq, ${columns} FROM events
       WHERE at_ms >= ? AND at_ms < ? AND seq <= ? ${place.length === 0 ? '' : `AND (at_ms, seq) ${sign} (?, ?)`} ${about} ${finding(database, find)}
       ORDER BY at_ms ${direction}, seq ${direction} LIMIT ?`,
    )
    .all(fromMs, toMs, last, ...place, ...(identities ?? []), limit + 1);
  const shown = rows.slice(0, limit);
  const end = rows.length > limit ? shown.at(-1) : undefined;
  return { rows: shown.map(asRecord), ...(end && { next: { ms: Number(end.at_ms), seq: Number(end.seq), lastSeq: last } }) };
}

export function tally(database: DatabaseSync, { fromMs, toMs, startMs, widthMs, find }: RecordTally): SeverityCount[] {
  const rows = database
    .prepare(
      `SELECT CAST((at_ms - ?) / ? AS INTEGER) AS bucket, severity, count(*) AS count FROM events
       WHERE at_ms >= ? AND at_ms < ? ${finding(database, find)} GROUP BY 1, 2`,
    )
    .all(startMs, widthMs, fromMs, toMs);
  return rows.map(({ bucket, severity, count }) => ({ bucket: Number(bucket), severity: String(severity) as Severity, count: Number(count) }));
}

/** How many events have each value of a column. */
export function share(database: DatabaseSync, { fromMs, toMs, find, by }: RecordShare): ValueCount[] {
  const rows = database
    .prepare(`SELECT ${by} AS value, count(*) AS count FROM events WHERE at_ms >= ? AND at_ms < ? ${finding(database, find)} GROUP BY 1`)
    .all(fromMs, toMs);
  return rows.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
}

export function attributes(database: DatabaseSync, { fromMs, toMs, find, lines }: Parameters<RecordStore['attributes']>[0]): LogAttributes {
  const rows = database
    .prepare(`SELECT attributes FROM events WHERE at_ms >= ? AND at_ms < ? ${finding(database, find)} ORDER BY at_ms DESC LIMIT ?`)
    .all(fromMs, toMs, lines + 1);
  const looked = rows.slice(0, lines).map((row) => ({ attributes: String(row.attributes) }));
  return { lines: looked.length, isAll: rows.length <= lines, attributes: attributesOf(looked) };
}

/** As JSON, with its place. */
export function find(database: DatabaseSync, id: string): { readonly row: string; readonly place: RecordPlace } | undefined {
  const row = database.prepare(`SELECT seq, ${columns} FROM events WHERE id = ?`).get(id);
  return row && { row: asRecord(row), place: { ms: Number(row.at_ms), seq: Number(row.seq), lastSeq: lastSeq(database) } };
}
