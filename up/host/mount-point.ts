import { createHash } from 'node:crypto';
import { mkdirSync, rmdirSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * An empty folder that anybody may pass through, of this data folder alone. What is mounted on it is mounted in the
 * children's own name spaces and gone with them; outside it stays empty.
 */
export function mountPointOf(data: string): string {
  return `/run/sonde-${createHash('sha256').update(resolve(data)).digest('hex').slice(0, 12)}`;
}

export function makeMountPoint(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o755 });
}

/** Nothing of ours uses it any more; somebody else's file in it is left alone. */
export function removeMountPoint(path: string): void {
  try {
    rmdirSync(path);
  } catch {}
}
