import { logLevels } from '#contract/log-levels.ts';
import { minuteUs } from './day-database.ts';
import { type DayReader, joined, within } from './day-reader.ts';
import type { MatchedLine } from './line-matcher.ts';
import type { LogColumn, LogCount, LogCounting } from './log-store.ts';
import { type Condition, isInMinutes, minuteColumns } from './translate.ts';

/** Whether the counts of whole minutes can tell, without a look at the lines but for those at both ends of the window. */
export function isByMinutes({ rule, by, startUs, widthUs }: LogCounting): boolean {
  return isInMinutes(rule) && minuteColumns.includes(by) && widthUs % minuteUs === 0 && startUs % minuteUs === 0;
}

/** A number from JavaScript is a real one for SQLite, and would divide as such. */
const bucketOf = (us: string) => `(${us} - CAST(? AS INTEGER)) / CAST(? AS INTEGER)`;

/** Counts the lines of one file. */
export function countIn(reader: DayReader, counting: LogCounting, matches: (line: MatchedLine) => boolean): LogCount[] {
  const condition = reader.condition(counting.rule, true);
  if (!condition.isExact) return oneByOne(reader, counting, condition, matches);
  if (!isByMinutes(counting)) return named(reader, counting.by, lines(reader, counting, condition));
  const { fromUs, toUs } = counting;
  const bodyFromUs = Math.min(toUs, Math.ceil(fromUs / minuteUs) * minuteUs);
  const bodyToUs = Math.max(bodyFromUs, Math.floor(toUs / minuteUs) * minuteUs);
  reader.database.exec('BEGIN');
  try {
    return named(reader, counting.by, [
      ...lines(reader, { ...counting, toUs: bodyFromUs }, condition),
      ...minutes(reader, { ...counting, fromUs: bodyFromUs, toUs: bodyToUs }, condition),
      ...lines(reader, { ...counting, fromUs: bodyToUs }, condition),
    ]);
  } finally {
    reader.database.exec('COMMIT');
  }
}

function oneByOne(
  reader: DayReader,
  { by, startUs, widthUs, ...window }: LogCounting,
  condition: Condition,
  matches: (line: MatchedLine) => boolean,
): LogCount[] {
  const counts = new Map<string, { bucket: number; value: string; count: number }>();
  for (const line of reader.candidates(window, condition)) {
    if (!matches(line)) continue;
    const bucket = Math.floor((line.us - startUs) / widthUs);
    const value = by === 'level' ? (logLevels[line.level] ?? 'unknown') : line[by];
    const key = `${bucket} ${value}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { bucket, value, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()];
}

type Rows = readonly Readonly<Record<string, unknown>>[];

function lines(reader: DayReader, { by, startUs, widthUs, ...window }: LogCounting, condition: Condition): Rows {
  if (window.fromUs >= window.toUs) return [];
  const { sql, values } = joined([within(window), condition]);
  return reader.database
    .prepare(`SELECT ${bucketOf('at_us')} AS bucket, ${by} AS value, count(*) AS count FROM lines WHERE ${sql} GROUP BY bucket, value`)
    .all(startUs, widthUs, ...values);
}

/** Conditions that do not look at single lines hold for the rows of a minute as well. */
function minutes(reader: DayReader, { by, fromUs, toUs, startUs, widthUs }: LogCounting, condition: Condition): Rows {
  const { sql, values } = joined([{ sql: 'minute >= ? AND minute < ?', values: [fromUs / minuteUs, toUs / minuteUs] }, condition]);
  return reader.database
    .prepare(`SELECT ${bucketOf(`minute * ${minuteUs}`)} AS bucket, ${by} AS value, sum(count) AS count FROM minutes WHERE ${sql} GROUP BY bucket, value`)
    .all(startUs, widthUs, ...values);
}

function named(reader: DayReader, by: LogColumn, rows: Rows): LogCount[] {
  const names = new Map<number, string>(by === 'level' ? logLevels.map((level, number) => [number, level]) : reader.names());
  return rows.map(({ bucket, value, count }) => ({ bucket: Number(bucket), value: names.get(Number(value)) ?? '', count: Number(count) }));
}
