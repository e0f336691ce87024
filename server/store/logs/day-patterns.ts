import { type Condition, joined } from './condition.ts';
import { type DayReader, type FoundLine, within } from './day-reader.ts';
import type { MatchedLine } from './line-matcher.ts';
import type { LogPatternCount, LogPatternExamplesAsked, LogPatternsAsked } from './log-store.ts';
import { summed } from './pattern-counts.ts';
import { pieced, type Rows } from './pieced.ts';
import { rollupsOf } from './rollups.ts';

/** The patterns of lines of one file; empty for those that have none. */
export function patternsIn(reader: DayReader, { rule, ...window }: LogPatternsAsked, matches: (line: MatchedLine) => boolean): LogPatternCount[] {
  const condition = reader.conditionIn(window, rule);
  if (!condition.isExact) return oneByOne(reader, window, condition, matches);
  return reader.atOneMoment(() => {
    const rows = pieced(window, rollupsOf(rule, 'pattern'), {
      lines: (part) => grouped(reader, 'count(*)', ['at_us', 'at_us'], 'lines', joined([within(part), condition])),
      rolled: ({ fromUs, toUs }, { table, widthUs }) =>
        grouped(
          reader,
          'sum(count)',
          ['first_us', 'last_us'],
          table,
          joined([{ sql: 'at >= ? AND at < ?', values: [fromUs / widthUs, toUs / widthUs] }, condition]),
        ),
    });
    const name = reader.namesOf('patterns');
    return summed(
      rows.map(({ pattern, level, count, first, last }) => ({
        pattern: name(Number(pattern)),
        level: Number(level),
        count: Number(count),
        firstUs: Number(first),
        lastUs: Number(last),
      })),
    );
  });
}

interface Example {
  readonly pattern: string;
  readonly template?: string;
  readonly line?: FoundLine;
}

/** A line of each pattern, of those that match and of the time that is asked for, and its template where this file has it. */
export function examplesIn(reader: DayReader, { rule, of }: LogPatternExamplesAsked, matches: (line: MatchedLine) => boolean): Example[] {
  const find = reader.database.prepare('SELECT id, template FROM patterns WHERE name = ?');
  const condition = reader.condition(rule, false);
  return of.flatMap(({ pattern, us }) => {
    const { id, template } = find.get(pattern) ?? {};
    if (id === undefined) return [];
    const those = joined([condition, { sql: 'pattern = ?', values: [Number(id)] }]);
    const line = firstOf(reader.candidates({ fromUs: us, toUs: us + 1 }, those), matches);
    return { pattern, ...(typeof template === 'string' && { template }), ...(line && { line }) };
  });
}

function oneByOne(reader: DayReader, window: Omit<LogPatternsAsked, 'rule'>, condition: Condition, matches: (line: MatchedLine) => boolean): LogPatternCount[] {
  const patterns = new Map<string, { pattern: string; level: number; count: number; firstUs: number; lastUs: number }>();
  for (const line of reader.candidates(window, condition)) {
    if (!matches(line)) continue;
    const { pattern, level, us } = line;
    const known = patterns.get(pattern);
    if (known === undefined) {
      patterns.set(pattern, { pattern, level, count: 1, firstUs: us, lastUs: us });
      continue;
    }
    known.level = Math.max(known.level, level);
    known.count += 1;
    known.firstUs = Math.min(known.firstUs, us);
    known.lastUs = Math.max(known.lastUs, us);
  }
  return [...patterns.values()];
}

function grouped(reader: DayReader, count: string, [first, last]: readonly [string, string], table: string, where: Condition): Rows {
  return reader.database
    .prepare(
      `SELECT pattern, max(level) AS level, ${count} AS count, min(${first}) AS first, max(${last}) AS last FROM ${table} WHERE ${where.sql} GROUP BY pattern`,
    )
    .all(...where.values);
}

function firstOf(lines: Iterable<FoundLine>, matches: (line: MatchedLine) => boolean): FoundLine | undefined {
  for (const line of lines) if (matches(line)) return line;
  return undefined;
}
