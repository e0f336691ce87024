import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Renamed extends Disposable {
  readonly path: string;
}

/** A copy of a program, known to Sonde by a name that nobody else on this machine has. */
export function renamed(program: string, name: string): Renamed {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  const path = join(folder, name);
  copyFileSync(program, path);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
