import type { LogLevel } from '#contract/log-levels.ts';
import { isSecretName, redacted } from '../../identity/secret-shapes.ts';
import type { LogCounts } from '../counts.ts';
import { Attributes } from '../parse/attributes.ts';
import type { Fields, Scalar } from '../parse/field.ts';
import { parseLine } from '../parse/parsed-line.ts';
import type { Trace } from '../parse/trace.ts';
import type { Patterns } from '../patterns/patterns.ts';
import { withoutSecrets } from './secrets.ts';

/** A line, and what its source says of it: what it does not say, its message may. */
export interface LineRecord {
  /** As JSON. */
  readonly source: string;
  readonly message: string;
  readonly identity?: string;
  /** Which of several that are written to one file. */
  readonly stream?: string;
  /** RFC 3339 in UTC. */
  readonly time?: string;
  readonly level?: LogLevel;
  readonly attributes?: ToldAttributes;
  /** What its sender says by name, as much as lines may say themselves. */
  readonly fields?: Fields;
  readonly trace?: Trace;
}

/** The same object for lines of the same: it is written once. */
type ToldAttributes = Readonly<Record<string, string | number>>;

export interface Reading {
  readonly lines: number;
  readonly bytes: number;
  readonly readMs: number;
}

/** Makes records of lines, as they are stored. */
export class RecordWriter {
  readonly #counts: LogCounts;
  readonly #attributes: Attributes;
  readonly #patterns: Patterns;
  readonly #told = new WeakMap<ToldAttributes, string>();
  #read = { ms: 0, text: '' };

  constructor(counts: LogCounts, patterns: Patterns) {
    this.#counts = counts;
    this.#patterns = patterns;
    this.#attributes = new Attributes((fields) => counts.odd('attributes', fields));
  }

  /** NDJSON, with its end. */
  write({ source, message: whole, identity = '', attributes: told, fields: sent, trace, ...by }: LineRecord, { lines, bytes, readMs }: Reading): string {
    const message = withoutSecrets(whole);
    const parsed = parseLine(message, readMs);
    const { time = parsed.time ?? this.#timeRead(readMs), level = parsed.level } = by;
    this.#counts.lines(level, lines, bytes, identity);
    const writer = identity === '' ? source : identity;
    // Those of the source come last: where both say something, what the source says holds.
    const all = [this.#attributes.json(writer, both(sent, parsed.fields), parsed.leftOut, trace ?? parsed.trace), this.#toldJson(told)].filter(
      (json) => json !== '',
    );
    const attributes = all.length === 0 ? '' : `,"attributes":{${all.join(',')}}`;
    const pattern = this.#pattern(writer, level, parsed.text, readMs);
    return `{"time":"${time}","level":"${level}","identity":${JSON.stringify(identity)},"source":${source},"message":${JSON.stringify(message)}${attributes}${pattern}}\n`;
  }

  #toldJson(told: ToldAttributes | undefined): string {
    if (told === undefined) return '';
    const known = this.#told.get(told);
    if (known !== undefined) return known;
    const entries = Object.entries(told).map(
      ([name, value]) => `${JSON.stringify(name)}:${typeof value === 'number' ? value : JSON.stringify(withoutSecrets(value))}`,
    );
    const json = entries.join(',');
    this.#told.set(told, json);
    return json;
  }

  /** The first record of a day has the template too: whoever keeps a day's records can show what they are of. */
  #pattern(writer: string, level: LogLevel, text: string, readMs: number): string {
    const pattern = this.#patterns.see(writer, level, text, readMs);
    const day = this.#timeRead(readMs).slice(0, 10);
    if (pattern.toldDay === day) return `,"pattern":"${pattern.id}"`;
    pattern.toldDay = day;
    return `,"pattern":"${pattern.id}","template":${JSON.stringify(pattern.template.words.join(' '))}`;
  }

  #timeRead(ms: number): string {
    if (ms !== this.#read.ms) this.#read = { ms, text: new Date(ms).toISOString() };
    return this.#read.text;
  }
}

/** What the sender says by name comes first, and holds; its secrets were not in the message. */
function both(sent: Fields | undefined, read: Fields | undefined): Fields | undefined {
  if (sent === undefined) return read;
  const all = new Map<string, Scalar>();
  for (const [name, value] of sent) all.set(name, safe(name, value));
  for (const [name, value] of read ?? []) if (!all.has(name)) all.set(name, value);
  return all;
}

function safe(name: string, value: Scalar): Scalar {
  if (isSecretName(name)) return redacted;
  return typeof value === 'string' ? withoutSecrets(value) : value;
}
