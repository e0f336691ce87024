import { DatabaseSync } from 'node:sqlite';
import { spanUs } from './line-spans.ts';
import { patternRollups, rollups } from './rollups.ts';

const rollupTable = (name: string) => `CREATE TABLE ${name} (
  at INTEGER NOT NULL,
  level INTEGER NOT NULL,
  identity INTEGER NOT NULL,
  node INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (at, level, identity, node)
) STRICT, WITHOUT ROWID;`;

const patternRollupTable = (name: string) => `CREATE TABLE ${name} (
  at INTEGER NOT NULL,
  pattern INTEGER NOT NULL,
  level INTEGER NOT NULL,
  identity INTEGER NOT NULL,
  node INTEGER NOT NULL,
  count INTEGER NOT NULL,
  first_us INTEGER NOT NULL,
  last_us INTEGER NOT NULL,
  PRIMARY KEY (at, pattern, level, identity, node)
) STRICT, WITHOUT ROWID;`;

const spans = `CREATE TABLE spans (
  at INTEGER PRIMARY KEY,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  count INTEGER NOT NULL
) STRICT;`;

/** `words` holds no text: what is found in it is read from `lines`, by the same number. A line without a pattern has number 0. */
const schema = `
CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE patterns (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, template TEXT) STRICT;
CREATE TABLE lines (
  id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  fine INTEGER NOT NULL,
  level INTEGER NOT NULL,
  identity INTEGER NOT NULL,
  source INTEGER NOT NULL,
  node INTEGER NOT NULL,
  pattern INTEGER NOT NULL,
  message TEXT NOT NULL,
  attributes TEXT
) STRICT;
CREATE INDEX lines_at ON lines (at_us, level, identity, pattern);
CREATE VIRTUAL TABLE words USING fts5(text, content='', columnsize=0, tokenize="ascii tokenchars '_'");
INSERT INTO words (words, rank) VALUES ('automerge', 4);
${rollups.map(({ table }) => rollupTable(table)).join('\n')}
${patternRollups.map(({ table }) => patternRollupTable(table)).join('\n')}
${spans}
CREATE TABLE marks (
  agent TEXT NOT NULL,
  spool TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (agent, spool)
) STRICT, WITHOUT ROWID;
CREATE TABLE lost (
  at_us INTEGER NOT NULL,
  count INTEGER NOT NULL,
  from_us INTEGER NOT NULL,
  node TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
PRAGMA user_version = 3;
`;

/** Until version 2 it was not kept where lines were lost, and why. */
const fromVersion1 = `
ALTER TABLE lost ADD COLUMN from_us INTEGER NOT NULL DEFAULT 0;
ALTER TABLE lost ADD COLUMN node TEXT NOT NULL DEFAULT '';
ALTER TABLE lost ADD COLUMN reason TEXT NOT NULL DEFAULT 'unknown';
UPDATE lost SET from_us = at_us;
`;

/** Until version 3 it had to be looked for where the lines of a time are. */
const fromVersion2 = `
${spans}
INSERT INTO spans SELECT floor(at_us / ${spanUs}.0) AS at, min(id), max(id), count(*) FROM lines INDEXED BY lines_at GROUP BY at;
PRAGMA user_version = 3;
`;

const steps = (version: number): string => {
  if (version === 0) return schema;
  return version === 1 ? fromVersion1 + fromVersion2 : fromVersion2;
};

const pageBytes = 8192;
const pagesBeside = { least: 64, most: 1000 };

/** FULL: what is acknowledged survives a power cut, because the agent forgets it. */
export function openForWriting(path: string, besideBytes: number): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  const pages = Math.min(pagesBeside.most, Math.max(pagesBeside.least, Math.floor(besideBytes / pageBytes)));
  database.exec(`PRAGMA page_size = ${pageBytes}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;`);
  database.exec(`PRAGMA wal_autocheckpoint = ${pages}`);
  const { user_version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (user_version < 3) database.exec(`BEGIN; ${steps(user_version)} COMMIT;`);
  return database;
}

export function openForReading(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  database.exec('PRAGMA cache_size = -1024');
  return database;
}
