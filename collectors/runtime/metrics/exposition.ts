import type { Metric } from '#contract/metric.ts';
import { helpText } from './label-text.ts';
import { longestNumber, writeNumber } from './number-text.ts';
import { type LineView, SeriesTable } from './series-table.ts';

/** A metric and its series: HELP and TYPE are written even while there are none. */
export interface Family {
  readonly metric: Metric;
  readonly header: Buffer;
  readonly table: SeriesTable;
}

export function familyOf(metric: Metric): Family {
  const header = Buffer.from(`# HELP ${metric.name} ${helpText(metric.help)}\n# TYPE ${metric.name} ${metric.type}\n`);
  return { metric, header, table: new SeriesTable(metric.type === 'histogram' ? metric.buckets.length + 3 : 1) };
}

/** The smallest buffer that `Scrape.fill` makes progress with: the longest header or line fits. */
export const smallestChunk = 65_536;
const keptViews = 2;
const newline = 10;

interface Part {
  readonly header: Buffer;
  readonly bytes: Buffer;
  readonly end: number;
}

/** One answer to /metrics, as of the moment it was begun, however slowly it is read. */
export class Scrape {
  readonly series: number;
  #parts: readonly Part[];
  #view: LineView | undefined;
  readonly #giveBack: (view: LineView) => void;
  #part = 0;
  #inHeader = true;
  #line = 0;

  constructor(parts: readonly Part[], view: LineView, series: number, giveBack: (view: LineView) => void) {
    this.#parts = parts;
    this.#view = view;
    this.series = series;
    this.#giveBack = giveBack;
  }

  /** Writes the next whole lines into `target` (at least `smallestChunk` long), returns their length; 0 is the end. */
  fill(target: Buffer): number {
    let at = 0;
    for (; this.#part < this.#parts.length; this.#part++) {
      const part = this.#parts[this.#part];
      if (part === undefined || this.#view === undefined) return at;
      if (this.#inHeader && part.header.length > target.length - at) return at;
      if (this.#inHeader) at += part.header.copy(target, at);
      this.#inHeader = false;
      at = this.#writeLines(part, this.#view, target, at);
      if (this.#line < part.end) return at;
      this.#inHeader = true;
    }
    return at;
  }

  /** Call once the answer is sent or given up: its memory serves the next scrape. */
  close(): void {
    if (this.#view === undefined) return;
    this.#giveBack(this.#view);
    this.#view = undefined;
    this.#parts = [];
  }

  #writeLines({ bytes, end }: Part, { starts, ends, values }: LineView, target: Buffer, from: number): number {
    const limit = target.length - longestNumber - 1;
    let at = from;
    let line = this.#line;
    for (; line < end; line++) {
      const start = starts[line] ?? 0;
      const prefixEnd = ends[line] ?? 0;
      if (at + prefixEnd - start > limit) break;
      bytes.copy(target, at, start, prefixEnd);
      at = writeNumber(target, at + prefixEnd - start, values[line] ?? 0);
      target[at++] = newline;
    }
    this.#line = line;
    return at;
  }
}

export interface ExpositionOptions {
  /** How long a new series stays 0 after the first scrape that contained it. */
  readonly zeroMs: number;
  /** A scraper that comes less often than this is away. */
  readonly gapMs: number;
  readonly nowMs: () => number;
}

/** Text format 0.0.4 of all families, in their order. */
export class Exposition {
  readonly #families: readonly Family[];
  readonly #options: ExpositionOptions;
  readonly #views: LineView[] = [];
  #lastScrapeMs = Number.NEGATIVE_INFINITY;
  #steadySinceMs = Number.POSITIVE_INFINITY;

  constructor(families: readonly Family[], options: ExpositionOptions) {
    this.#families = families;
    this.#options = options;
  }

  get series(): number {
    return this.#families.reduce((sum, { table }) => sum + table.lines, 0);
  }

  /** How long scrapes have come without a gap: 0 while there are none. */
  get steadyMs(): number {
    const nowMs = this.#options.nowMs();
    return nowMs - this.#lastScrapeMs > this.#options.gapMs ? 0 : nowMs - this.#steadySinceMs;
  }

  scrape(): Scrape {
    const nowMs = this.#options.nowMs();
    const series = this.series;
    const view = this.#viewOf(series);
    let end = 0;
    const parts = this.#families.map(({ header, table }) => {
      end = table.copyInto(view, end, nowMs, this.#options.zeroMs);
      return { header, bytes: table.bytes, end };
    });
    if (nowMs - this.#lastScrapeMs > this.#options.gapMs) this.#steadySinceMs = nowMs;
    this.#lastScrapeMs = nowMs;
    return new Scrape(parts, view, series, (done) => {
      if (this.#views.length < keptViews) this.#views.push(done);
    });
  }

  #viewOf(lines: number): LineView {
    const view = this.#views.pop();
    if (view !== undefined && view.values.length >= lines) return view;
    const room = Math.ceil(lines * 1.25);
    return { starts: new Uint32Array(room), ends: new Uint32Array(room), values: new Float64Array(room) };
  }
}
