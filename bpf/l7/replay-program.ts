import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const compilation = ['-O0', '-gline-tables-only', '-Wall', '-Werror', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const dayMs = 86_400_000;

let program: string | undefined;

/** Where replay.c is, compiled by whichever test comes first. */
export function replayProgram(): string {
  program ??= compiled(join(folder, '../../.build/replay'));
  return program;
}

function compiled(made: string): string {
  const path = join(made, digest());
  if (existsSync(path)) return path;
  mkdirSync(made, { recursive: true });
  execFileSync('clang', [...compilation, join(folder, 'replay.c'), '-o', `${path}.${process.pid}`], { stdio: ['ignore', 'inherit', 'inherit'] });
  renameSync(`${path}.${process.pid}`, path);
  // Those of a day ago: a test beside this one may run what was compiled from other sources.
  for (const other of globSync(join(made, '*'))) {
    if (Date.now() - (statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? 0) > dayMs) rmSync(other, { force: true });
  }
  return path;
}

function digest(): string {
  const hash = createHash('sha256').update(compilation.join(' '));
  for (const source of globSync(join(folder, '*.{c,h}')).sort()) hash.update(readFileSync(source));
  return hash.digest('hex');
}
