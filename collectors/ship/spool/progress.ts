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
  /** The path leads to another file by now. */
  readonly rotated: boolean;
  /** Lines of which only the beginning was read: who goes on reads it again. What it says is not kept, for no secret was taken out of it. */
  readonly held: readonly HeldEntry[];
}

/** Where a line begins, by what it belongs to inside of the file. */
export type HeldEntry = readonly [stream: string, offset: number];

export function fileKey({ device, inode }: Pick<Position, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}

/** By fileKey(); null where a file is gone. */
export type PositionChange = readonly [key: string, position: Position | null];
/** What else a source goes on from, by its own name for it. */
export type Mark = readonly [name: string, value: string];

/** What travels with lines: how far their sources were read once they are kept. */
export interface ProgressChange {
  readonly positions: readonly PositionChange[];
  readonly marks: readonly Mark[];
}

/** How far everything was read with all lines that are kept. */
export class Progress {
  readonly #positions = new Map<string, Position>();
  readonly #marks = new Map<string, string>();

  static decode(text: string): Progress {
    const progress = new Progress();
    progress.apply(decodeChange(text));
    return progress;
  }

  get positions(): ReadonlyMap<string, Position> {
    return this.#positions;
  }

  get marks(): ReadonlyMap<string, string> {
    return this.#marks;
  }

  apply({ positions, marks }: ProgressChange): void {
    for (const [key, position] of positions) {
      if (position === null) this.#positions.delete(key);
      else this.#positions.set(key, position);
    }
    for (const [name, value] of marks) this.#marks.set(name, value);
  }

  encode(): string {
    return encodeChange({ positions: [...this.#positions], marks: [...this.#marks] });
  }
}

type Row = readonly [string, number, number, number, number, number, number, number, readonly HeldEntry[]];

export function encodeChange({ positions, marks }: ProgressChange): string {
  return JSON.stringify([positions.map(([key, position]) => [key, position === null ? null : rowOf(position)]), marks]);
}

/** Of text whose checksum held: only this program wrote it. */
export function decodeChange(text: string): ProgressChange {
  const [rows, marks]: [[string, Row | null][], Mark[]] = JSON.parse(text);
  return { positions: rows.map(([key, row]) => [key, row === null ? null : positionOf(row)]), marks };
}

function rowOf({ path, device, inode, headBytes, headSum, offset, skipping, rotated, held }: Position): Row {
  return [path, device, inode, headBytes, headSum, offset, skipping ? 1 : 0, rotated ? 1 : 0, held];
}

function positionOf([path, device, inode, headBytes, headSum, offset, skipping, rotated, held]: Row): Position {
  return { path, device, inode, headBytes, headSum, offset, skipping: skipping === 1, rotated: rotated === 1, held };
}
