/** The lines of one scrape: where each prefix lies in its table's bytes, and the value beside it. */
export interface LineView {
  starts: Uint32Array;
  ends: Uint32Array;
  values: Float64Array;
}

const dead = 0;
const live = 1;
const compactFrom = 65_536;

/**
 * The series of one metric. A child is one set of label values: one line, or all lines of one histogram.
 * Everything before a value is kept as bytes, so that a scrape only copies and writes numbers.
 */
export class SeriesTable {
  readonly linesPerChild: number;
  #bytes = Buffer.allocUnsafeSlow(256);
  #bytesUsed = 0;
  #bytesWasted = 0;
  #starts = new Uint32Array(0);
  #ends = new Uint32Array(0);
  #values = new Float64Array(0);
  #state = new Uint8Array(0);
  /** Until then a child is written as 0; Infinity: no scrape has contained it yet. */
  #revealAtMs = new Float64Array(0);
  #children = 0;
  #freed: number[] = [];

  constructor(linesPerChild: number) {
    this.linesPerChild = linesPerChild;
  }

  /** A running scrape keeps the Buffer that it began with: bytes in it are never overwritten. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  get lines(): number {
    return (this.#children - this.#freed.length) * this.linesPerChild;
  }

  /** `zeroFirst` for what only grows: scrapers see it start at 0. Values start at 0. */
  add(prefixes: readonly string[], zeroFirst: boolean): number {
    const child = this.#freed.pop() ?? this.#children++;
    if (child >= this.#state.length) this.#growChildren();
    const line = child * this.linesPerChild;
    for (const [index, prefix] of prefixes.entries()) this.#writePrefix(line + index, prefix);
    this.#values.fill(0, line, line + this.linesPerChild);
    this.#state[child] = live;
    this.#revealAtMs[child] = zeroFirst ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return child;
  }

  remove(child: number): void {
    const line = child * this.linesPerChild;
    for (let index = line; index < line + this.linesPerChild; index++) this.#bytesWasted += (this.#ends[index] ?? 0) - (this.#starts[index] ?? 0);
    this.#state[child] = dead;
    this.#freed.push(child);
    if (this.#bytesWasted > compactFrom && this.#bytesWasted * 2 > this.#bytesUsed) this.#compact();
  }

  increase(child: number, line: number, delta: number): void {
    const index = child * this.linesPerChild + line;
    this.#values[index] = (this.#values[index] ?? 0) + delta;
  }

  put(child: number, line: number, value: number): void {
    this.#values[child * this.linesPerChild + line] = value;
  }

  /** Copies all lines as a scrape at `nowMs` shows them, returns the index after them. */
  copyInto(view: LineView, from: number, nowMs: number, zeroMs: number): number {
    let at = from;
    for (let child = 0; child < this.#children; child++) {
      if (this.#state[child] === dead) continue;
      const shown = this.#show(child, nowMs, zeroMs);
      const first = child * this.linesPerChild;
      for (let line = first; line < first + this.linesPerChild; line++, at++) {
        view.starts[at] = this.#starts[line] ?? 0;
        view.ends[at] = this.#ends[line] ?? 0;
        view.values[at] = shown ? (this.#values[line] ?? 0) : 0;
      }
    }
    return at;
  }

  #show(child: number, nowMs: number, zeroMs: number): boolean {
    const revealAtMs = this.#revealAtMs[child] ?? 0;
    if (revealAtMs === Number.POSITIVE_INFINITY) this.#revealAtMs[child] = nowMs + zeroMs;
    return revealAtMs <= nowMs;
  }

  #writePrefix(line: number, prefix: string): void {
    const length = Buffer.byteLength(prefix);
    if (this.#bytesUsed + length > this.#bytes.length) this.#moveBytes(Math.max(this.#bytes.length * 2, this.#bytesUsed + length));
    this.#bytes.write(prefix, this.#bytesUsed);
    this.#starts[line] = this.#bytesUsed;
    this.#bytesUsed += length;
    this.#ends[line] = this.#bytesUsed;
  }

  #moveBytes(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(size);
    this.#bytes.copy(bytes, 0, 0, this.#bytesUsed);
    this.#bytes = bytes;
  }

  #growChildren(): void {
    const children = Math.max(1, this.#state.length * 2);
    const lines = children * this.linesPerChild;
    this.#starts = copied(this.#starts, new Uint32Array(lines));
    this.#ends = copied(this.#ends, new Uint32Array(lines));
    this.#values = copied(this.#values, new Float64Array(lines));
    this.#state = copied(this.#state, new Uint8Array(children));
    this.#revealAtMs = copied(this.#revealAtMs, new Float64Array(children));
  }

  #compact(): void {
    const old = this.#bytes;
    const bytes = Buffer.allocUnsafeSlow(Math.max(256, this.#bytesUsed - this.#bytesWasted));
    let used = 0;
    for (let line = 0; line < this.#children * this.linesPerChild; line++) {
      if (this.#state[Math.floor(line / this.linesPerChild)] === dead) continue;
      const start = used;
      used += old.copy(bytes, used, this.#starts[line], this.#ends[line]);
      this.#starts[line] = start;
      this.#ends[line] = used;
    }
    this.#bytes = bytes;
    this.#bytesUsed = used;
    this.#bytesWasted = 0;
  }
}

function copied<Numbers extends Uint8Array | Uint32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
