import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from '../traffic/program.ts';

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Leaves not a byte; answers with what makes room again. */
  fill(): Promise<() => void>;
}

/** A disk of so many MiB. */
export async function smallDisk(mebibytes: number): Promise<SmallDisk> {
  const path = mkdtempSync(join(tmpdir(), 'sonde-test-'));
  await output(['mount', '-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'sonde-test', path]);
  return {
    path,
    async fill() {
      const filler = join(path, 'filler');
      writeFileSync(filler, '');
      const said = await output(['sh', '-c', 'LC_ALL=C dd if=/dev/zero of="$0" bs=64k 2>&1 || true', filler]);
      if (!said.includes('No space left on device')) throw new Error(`the disk of ${mebibytes} MiB did not fill up: ${said}`);
      return () => rmSync(filler);
    },
    async [Symbol.asyncDispose]() {
      await output(['umount', '--lazy', path]);
      rmSync(path, { recursive: true });
    },
  };
}
