/** How far a file was read, and how it is known again. */
export interface Position {
  readonly path: string;
  readonly device: number;
  readonly inode: number;
  /** Of its first bytes: how many, and their crc32. An inode of that number may be another file by now. */
  readonly headBytes: number;
  readonly headSum: number;
  readonly offset: number;
  /** Inside of a line that is too long: the rest of it is passed over. */
  readonly skipping: boolean;
  /** When the path last led to this file, in milliseconds since the epoch. */
  readonly seenMs: number;
  /** It does not any more. */
  readonly rotated: boolean;
}

/** By fileKey(). */
export type Positions = ReadonlyMap<string, Position>;
/** What a frame changes: null where a source is gone. */
export type PositionChange = readonly [key: string, position: Position | null];

export function fileKey({ device, inode }: Pick<Position, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}

type Row = readonly [string, number, number, number, number, number, number, number, number];

function rowOf({ path, device, inode, headBytes, headSum, offset, skipping, seenMs, rotated }: Position): Row {
  return [path, device, inode, headBytes, headSum, offset, skipping ? 1 : 0, seenMs, rotated ? 1 : 0];
}

export function positionEntries(positions: Iterable<PositionChange>): (readonly [string, Row | null])[] {
  return [...positions].map(([key, position]) => [key, position === null ? null : rowOf(position)]);
}

/** Of text whose checksum held: only this program wrote it. */
export function decodeChanges(entries: unknown): PositionChange[] {
  if (!Array.isArray(entries)) throw new Error('the positions are no list');
  return entries.map(([key, row]: [string, Row | null]) => [key, row === null ? null : positionOf(row)]);
}

export function decodePositions(entries: unknown): Map<string, Position> {
  const positions = new Map<string, Position>();
  applyChanges(positions, decodeChanges(entries));
  return positions;
}

export function applyChanges(positions: Map<string, Position>, changes: Iterable<PositionChange>): void {
  for (const [key, position] of changes) {
    if (position === null) positions.delete(key);
    else positions.set(key, position);
  }
}

function positionOf([path, device, inode, headBytes, headSum, offset, skipping, seenMs, rotated]: Row): Position {
  return { path, device, inode, headBytes, headSum, offset, skipping: skipping === 1, seenMs, rotated: rotated === 1 };
}
