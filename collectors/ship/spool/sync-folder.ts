import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What was made, renamed or removed in it stays so through a power cut. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
