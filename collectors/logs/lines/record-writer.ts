import type { LogCounts } from '../counts.ts';
import { Attributes } from '../parse/attributes.ts';
import { parseLine } from '../parse/parsed-line.ts';
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
  #read = { ms: 0, text: '' };

  constructor(counts: LogCounts) {
    this.#counts = counts;
    this.#attributes = new Attributes((fields) => counts.odd('flattened', fields));
  }

  /** A line of NDJSON, with its end. */
  record({ origin, text, lines, bytes, readMs }: Unwritten): string {
    const message = withoutSecrets(text);
    const { time = this.#timeRead(readMs), level, fields, leftOut, trace } = parseLine(message, readMs);
    this.#counts.lines(level, lines, bytes);
    const attributes = this.#attributes.json(origin.identity === '""' ? origin.source : origin.identity, fields, leftOut, trace);
    const described = attributes === '' ? '' : `,"attributes":{${attributes}}`;
    return `{"time":"${time}","level":"${level}","identity":${origin.identity},"source":${origin.source},"message":${JSON.stringify(message)}${described}}\n`;
  }

  #timeRead(ms: number): string {
    if (ms !== this.#read.ms) this.#read = { ms, text: new Date(ms).toISOString() };
    return this.#read.text;
  }
}
