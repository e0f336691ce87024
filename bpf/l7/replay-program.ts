import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const folder = import.meta.dirname;
const compilation = ['-O0', '-gline-tables-only', '-Wall', '-Werror', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const dayMs = 86_400_000;

const programs = new Map<string, string>();

/** Where this program is, compiled by whichever test comes first. */
export function compiledProgram(source: 'replay.c' | 'datagrams.c'): string {
  const known = programs.get(source);
  if (known !== undefined) return known;
  const path = compiled(source, join(folder, '../../.build/replay'));
  programs.set(source, path);
  return path;
}

function compiled(source: string, made: string): string {
  const path = join(made, `${source}-${digest()}`);
  if (existsSync(path)) return path;
  mkdirSync(made, { recursive: true });
  execFileSync('clang', [...compilation, join(folder, source), '-o', `${path}.${process.pid}`], { stdio: ['ignore', 'inherit', 'inherit'] });
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
