import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type LogLevel, logLevels } from '#contract/log-levels.ts';
import { isFileMissing } from '../../runtime/file-errors.ts';
import { type Pattern, Patterns } from './patterns.ts';
import { templateOf } from './template.ts';

type Row = readonly [id: string, writer: string, level: LogLevel, template: string, lines: number, lastMs: number];

const saveMs = 60_000;

/** Patterns that have the same ids after a restart. What a kill takes away, of the last minute, is learnt again. */
export function keptPatterns(path: string, onTrouble: (trouble: unknown) => void): { readonly patterns: Patterns; close(): void } {
  const patterns = new Patterns();
  load(path, patterns, onTrouble);
  let saved = patterns.changes;
  const save = () => {
    if (patterns.changes === saved) return;
    try {
      write(path, patterns);
      saved = patterns.changes;
    } catch (cause) {
      onTrouble(new Error(`keeping the patterns in ${path}`, { cause }));
    }
  };
  const timer = setInterval(save, saveMs).unref();
  return {
    patterns,
    close() {
      clearInterval(timer);
      save();
    },
  };
}

function write(path: string, patterns: Patterns): void {
  const rows = [...patterns.all()].map(({ id, writer, level, template, lines, lastMs }): Row => [id, writer, level, template.words.join(' '), lines, lastMs]);
  writeFileSync(`${path}.new`, JSON.stringify(rows), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** A file that cannot be read is as none, but for the trouble that is told. */
function load(path: string, patterns: Patterns, onTrouble: (trouble: unknown) => void): void {
  try {
    const rows: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Array.isArray(rows)) throw new Error('it is no list');
    for (const row of rows) patterns.restore(patternOf(row));
  } catch (cause) {
    if (!isFileMissing(cause)) onTrouble(new Error(`reading the patterns of ${path}: they are learnt anew`, { cause }));
  }
}

function patternOf(row: unknown): Pattern {
  const [id, writer, level, template, lines, lastMs]: readonly unknown[] = Array.isArray(row) ? row : [];
  const known = logLevels.find((name) => name === level);
  if (typeof id !== 'string' || typeof writer !== 'string' || known === undefined || typeof template !== 'string')
    throw new Error('it holds what is no pattern');
  return { id, writer, level: known, template: templateOf(template.split(' ')), lines: Number(lines), lastMs: Number(lastMs), toldDay: '' };
}
