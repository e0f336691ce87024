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
    return this.#times.flatMap((times, writer) => gapsIn(times).map(({ from, to }) => `writer-${writer} lines ${from} to ${to}`)).slice(0, mostTold);
  }
}

function gapsIn(times: Uint8Array): { readonly from: number; readonly to: number }[] {
  const gaps = [];
  for (let from = times.indexOf(0); from >= 0; ) {
    const end = times.findIndex((count, number) => number > from && count > 0);
    gaps.push({ from, to: (end < 0 ? times.length : end) - 1 });
    from = end < 0 ? -1 : times.indexOf(0, end);
  }
  return gaps;
}
