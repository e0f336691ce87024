import { lineOf } from './writer.ts';

/** Enough of many to see what they have in common. */
const mostTold = 20;

/** How often each line that was written was found. A line is its writer and its number: of millions, no text has to be kept. */
export class Tally {
  readonly #written: readonly number[];
  readonly #times: readonly Uint8Array[];
  readonly #strange: string[] = [];
  #found = 0;

  /** How many lines each writer wrote. */
  constructor(written: readonly number[]) {
    this.#written = written;
    this.#times = written.map((lines) => new Uint8Array(lines));
  }

  /** Different ones. */
  get found(): number {
    return this.#found;
  }

  get missing(): number {
    return this.#written.reduce((sum, lines) => sum + lines, 0) - this.#found;
  }

  /** Lines that nobody wrote, or that are there more than once. */
  get strange(): readonly string[] {
    return this.#strange;
  }

  add(message: string): void {
    const [, writer, number] = /^writer-(\d+) line (\d+) /.exec(message) ?? [];
    const times = this.#times[Number(writer)];
    const known = times?.[Number(number)];
    if (known === 0) {
      times?.fill(1, Number(number), Number(number) + 1);
      this.#found += 1;
    }
    if (known !== 0 || lineOf(Number(writer), Number(number)) !== message) this.#strange.push(message);
  }

  /** The first runs of lines that are not there, by their writers. */
  toldMissing(): string[] {
    const gaps = this.#times.values().flatMap((times, writer) => gapsIn(times).map(([from, to]) => `writer-${writer} lines ${from} to ${to}`));
    return gaps.take(mostTold).toArray();
  }
}

function* gapsIn(times: Uint8Array): Generator<readonly [from: number, to: number], void> {
  for (let from = times.indexOf(0); from >= 0; ) {
    let end = from;
    while (times[end] === 0) end += 1;
    yield [from, end - 1];
    from = times.indexOf(0, end);
  }
}
