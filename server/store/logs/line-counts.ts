import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { patternRollups, rollups } from './rollups.ts';

interface Row {
  /** In widths of its table. */
  readonly at: number;
  readonly level: number;
  readonly identity: number;
  readonly pattern: number;
  count: number;
  firstUs: number;
  lastUs: number;
}

const finest = rollups[0].widthUs;

/** Counts lines of a node as they are stored: what is asked often needs no look at them. */
export class LineCounts {
  readonly #statements: readonly StatementSync[];
  readonly #patternStatements: readonly StatementSync[];
  readonly #rows = new Map<string, Row>();

  constructor(database: DatabaseSync) {
    this.#statements = rollups.map(({ table }) =>
      database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`),
    );
    this.#patternStatements = patternRollups.map(({ table }) =>
      database.prepare(`INSERT INTO ${table} VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
        SET count = count + excluded.count, first_us = min(first_us, excluded.first_us), last_us = max(last_us, excluded.last_us)`),
    );
  }

  add(us: number, level: number, identity: number, pattern: number): void {
    const at = Math.floor(us / finest);
    const key = `${at} ${level} ${identity} ${pattern}`;
    const row = this.#rows.get(key);
    if (row === undefined) {
      this.#rows.set(key, { at, level, identity, pattern, count: 1, firstUs: us, lastUs: us });
      return;
    }
    row.count += 1;
    if (us < row.firstUs) row.firstUs = us;
    if (us > row.lastUs) row.lastUs = us;
  }

  /** Those that were added since the last time. */
  write(node: number): void {
    let rows = [...this.#rows.values()];
    this.#rows.clear();
    for (const [place, { widthUs }] of patternRollups.entries()) {
      for (const { at, pattern, level, identity, count, firstUs, lastUs } of gathered(rows, widthUs / finest, true)) {
        this.#patternStatements[place]?.run(at, pattern, level, identity, node, count, firstUs, lastUs);
      }
    }
    let width: number = finest;
    for (const [place, { widthUs }] of rollups.entries()) {
      rows = gathered(rows, widthUs / width, false);
      width = widthUs;
      for (const { at, level, identity, count } of rows) this.#statements[place]?.run(at, level, identity, node, count);
    }
  }

  /** What was added is not there: its transaction failed. */
  forget(): void {
    this.#rows.clear();
  }
}

/** So many widths together, by pattern or not. */
function gathered(rows: readonly Row[], widths: number, byPattern: boolean): Row[] {
  const wider = new Map<string, Row>();
  for (const row of rows) {
    const at = Math.floor(row.at / widths);
    const pattern = byPattern ? row.pattern : 0;
    const key = `${at} ${row.level} ${row.identity} ${pattern}`;
    const known = wider.get(key);
    if (known === undefined) {
      wider.set(key, { ...row, at, pattern });
      continue;
    }
    known.count += row.count;
    known.firstUs = Math.min(known.firstUs, row.firstUs);
    known.lastUs = Math.max(known.lastUs, row.lastUs);
  }
  return [...wider.values()];
}
