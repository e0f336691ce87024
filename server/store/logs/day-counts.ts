import { logLevels } from '#contract/log-levels.ts';
import { type LogLossReason, logLosses } from '#contract/log-losses.ts';
import { type Condition, joined } from './condition.ts';
import { type DayReader, within } from './day-reader.ts';
import type { MatchedLine } from './line-matcher.ts';
import type { LogColumn, LogCount, LogCounting, LogStore, LostCount, LostLines } from './log-store.ts';
import { pieced, type Rows } from './pieced.ts';
import { type Rollup, rollupsOf } from './rollups.ts';

/** A number from JavaScript is a real one for SQLite, and would divide as such. */
const bucketOf = (us: string) => `(${us} - CAST(? AS INTEGER)) / CAST(? AS INTEGER)`;

/** Those that can be used: their lines fall into one bucket together. The widest comes last. */
export function rollupsFor({ rule, by, startUs, widthUs }: LogCounting): readonly Rollup[] {
  return rollupsOf(rule, by).filter((rollup) => widthUs % rollup.widthUs === 0 && startUs % rollup.widthUs === 0);
}

/** Counts the lines of one file. */
export function countIn(reader: DayReader, counting: LogCounting, matches: (line: MatchedLine) => boolean): LogCount[] {
  const condition = reader.conditionIn(counting, counting.rule);
  if (!condition.isExact) return oneByOne(reader, counting, condition, matches);
  return reader.atOneMoment(() => {
    const rows = pieced(counting, rollupsFor(counting), {
      lines: (window) => linesOf(reader, { ...counting, ...window }, condition),
      rolled: (window, rollup) => countsOf(reader, { ...counting, ...window }, condition, rollup),
    });
    return named(reader, counting.by, rows);
  });
}

/** How many lines are missing, whatever they would have held. */
export function lostIn({ database }: DayReader, { fromUs, toUs, startUs, widthUs }: Parameters<LogStore['lost']>[0]): LostCount[] {
  const rows = database
    .prepare(`SELECT ${bucketOf('at_us')} AS bucket, sum(count) AS count FROM lost WHERE at_us >= ? AND at_us < ? GROUP BY bucket`)
    .all(startUs, widthUs, fromUs, toUs);
  return rows.map(({ bucket, count }) => ({ bucket: Number(bucket), count: Number(count) }));
}

const isReason = (text: string): text is LogLossReason => (logLosses as readonly string[]).includes(text);

/** Each loss, the newest first. A file that nobody writes any more may be of a version that told less of them. */
export function lossesIn({ database }: DayReader, { fromUs, toUs, limit }: Parameters<LogStore['losses']>[0]): LostLines[] {
  const isOld = Number(database.prepare('PRAGMA user_version').get()?.user_version) < 2;
  const told = isOld ? "at_us AS from_us, '' AS node, 'unknown' AS reason" : 'from_us, node, reason';
  const rows = database.prepare(`SELECT at_us, count, ${told} FROM lost WHERE at_us >= ? AND at_us < ? ORDER BY at_us DESC LIMIT ?`).all(fromUs, toUs, limit);
  return rows.map(({ at_us, count, from_us, node, reason }) => ({
    fromUs: Number(from_us),
    toUs: Number(at_us),
    node: String(node),
    count: Number(count),
    reason: isReason(String(reason)) ? (String(reason) as LogLossReason) : 'unknown',
  }));
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

function linesOf(reader: DayReader, { by, startUs, widthUs, ...window }: LogCounting, condition: Condition): Rows {
  const { sql, values } = joined([within(window), condition]);
  return reader.database
    .prepare(`SELECT ${bucketOf('at_us')} AS bucket, ${by} AS value, count(*) AS count FROM lines WHERE ${sql} GROUP BY bucket, value`)
    .all(startUs, widthUs, ...values);
}

/** Conditions that do not look at single lines hold for lines that are counted together as well. */
function countsOf(reader: DayReader, { by, fromUs, toUs, startUs, widthUs }: LogCounting, condition: Condition, { table, widthUs: grain }: Rollup): Rows {
  const { sql, values } = joined([{ sql: 'at >= ? AND at < ?', values: [fromUs / grain, toUs / grain] }, condition]);
  const rows = `${table} WHERE ${sql}`;
  // In the order of the table, rows are added up without sorting: of levels, few are left for the buckets.
  const from = by === 'level' ? `(SELECT at, level, sum(count) AS count FROM ${rows} GROUP BY at, level)` : rows;
  return reader.database
    .prepare(`SELECT ${bucketOf(`at * ${grain}`)} AS bucket, ${by} AS value, sum(count) AS count FROM ${from} GROUP BY bucket, value`)
    .all(startUs, widthUs, ...values);
}

function named(reader: DayReader, by: LogColumn, rows: Rows): LogCount[] {
  const name = by === 'level' ? (number: number) => logLevels[number] ?? 'unknown' : reader.namesOf(by === 'pattern' ? 'patterns' : 'names');
  return rows.map(({ bucket, value, count }) => ({ bucket: Number(bucket), value: name(Number(value)), count: Number(count) }));
}
