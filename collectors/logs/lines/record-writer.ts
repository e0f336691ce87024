import type { LogLevel } from '#contract/log-levels.ts';
import type { LogCounts } from '../counts.ts';
import { Attributes } from '../parse/attributes.ts';
import { parseLine } from '../parse/parsed-line.ts';
import type { Patterns } from '../patterns/patterns.ts';
import { withoutSecrets } from './secrets.ts';

/** Who wrote a message, as JSON. */
export interface Origin {
  readonly identity: string;
  readonly source: string;
}

/** A message as it was read. */
export interface Unwritten {
  readonly origin: Origin;
  readonly text: string;
  readonly lines: number;
  readonly bytes: number;
  readonly readMs: number;
}

/** Makes messages into records, as they are stored. */
export class RecordWriter {
  readonly #counts: LogCounts;
  readonly #attributes: Attributes;
  readonly #patterns: Patterns;
  #read = { ms: 0, text: '' };

  constructor(counts: LogCounts, patterns: Patterns) {
    this.#counts = counts;
    this.#patterns = patterns;
    this.#attributes = new Attributes((fields) => counts.odd('flattened', fields));
  }

  /** A line of NDJSON, with its end. */
  record({ origin, text, lines, bytes, readMs }: Unwritten): string {
    const message = withoutSecrets(text);
    const parsed = parseLine(message, readMs);
    const { time = this.#timeRead(readMs), level, fields, leftOut, trace } = parsed;
    this.#counts.lines(level, lines, bytes);
    const writer = origin.identity === '""' ? origin.source : origin.identity;
    const attributes = this.#attributes.json(writer, fields, leftOut, trace);
    const described = attributes === '' ? '' : `,"attributes":{${attributes}}`;
    const pattern = this.#pattern(writer, level, parsed.text, readMs);
    return `{"time":"${time}","level":"${level}","identity":${origin.identity},"source":${origin.source},"message":${JSON.stringify(message)}${described}${pattern}}\n`;
  }

  /** The first record of a day has the template too: whoever keeps a day's records can show what they are of. */
  #pattern(writer: string, level: LogLevel, text: string, readMs: number): string {
    const pattern = this.#patterns.see(writer, level, text, readMs);
    const day = this.#timeRead(readMs).slice(0, 10);
    if (pattern.toldDay === day) return `,"pattern":"${pattern.id}"`;
    pattern.toldDay = day;
    return `,"pattern":"${pattern.id}","template":${JSON.stringify(pattern.words.join(' '))}`;
  }

  #timeRead(ms: number): string {
    if (ms !== this.#read.ms) this.#read = { ms, text: new Date(ms).toISOString() };
    return this.#read.text;
  }
}
