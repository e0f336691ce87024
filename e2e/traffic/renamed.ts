import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inThisRun } from './actor.ts';

export interface Renamed extends Disposable {
  readonly name: string;
  readonly path: string;
}

/** A copy of a program, known to Sonde by a name that nobody else on this machine has. */
export function renamed(program: string): Renamed {
  const name = inThisRun(basename(program));
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const path = join(folder, name);
  copyFileSync(program, path);
  return { name, path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
