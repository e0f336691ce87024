import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from './frame.ts';
import { Segment, segmentName } from './segment.ts';

/** Those that are needed: what was cut off at its head, or is acknowledged, goes. */
export function openSegments(folder: string, acknowledged: number, spool: string, onFrame: (frame: Frame) => void): Segment[] {
  const names = readdirSync(folder)
    .filter((name) => segmentName.test(name))
    .sort();
  return names.flatMap((name) => {
    const path = join(folder, name);
    const segment = Segment.open(path, spool, onFrame);
    if (segment === undefined) rmSync(path);
    else if (segment.first < acknowledged && segment.next <= acknowledged) segment.remove();
    else return segment;
    return [];
  });
}
