import type { ContainerName } from '../../identity/container-names.ts';
import { type LineSink, longestLine, type Tail } from '../files/tail.ts';
import type { BatchBuilder, Before } from '../lines/batch-builder.ts';
import { decoded } from '../lines/decoded.ts';
import { timeOf } from '../parse/time.ts';
import { type Container, containerOf } from './container.ts';
import type { Entry } from './entry.ts';

/** Puts lines together again that a runtime has cut; those of other files go by as they are. */
export class ContainerLines implements LineSink {
  readonly #builder: BatchBuilder;
  readonly #nameOf: (id: string) => ContainerName;
  readonly #containers = new WeakMap<Tail, Container | 'none'>();
  /** By stream. */
  readonly #attributes = new WeakMap<Container, Map<string, Readonly<Record<string, string>>>>();

  constructor(builder: BatchBuilder, nameOf: (id: string) => ContainerName) {
    this.#builder = builder;
    this.#nameOf = nameOf;
  }

  line(tail: Tail, bytes: Buffer): void {
    const container = this.#containerOf(tail);
    const entry = container === 'none' ? undefined : this.#entryOf(tail, container, bytes);
    if (tail.wasHandedOn(entry?.stream)) return;
    if (container === 'none' || entry === undefined) this.#builder.line(tail, bytes);
    else this.#take(tail, container, entry, { offset: tail.lineStart, held: tail.heldEntries });
  }

  odd(what: 'nul', count: number): void {
    this.#builder.odd(what, count);
  }

  tooLong(): void {
    this.#builder.tooLong();
  }

  /** What was begun and will not go on is a line as well. */
  end(tail: Tail): void {
    const container = this.#containerOf(tail);
    for (const [stream, { time, text }] of [...tail.held]) {
      const before = { offset: tail.offset, held: tail.heldEntries };
      tail.held.delete(stream);
      if (container !== 'none') this.#record(tail, container, { time, stream, text: this.#whole(container, text), isPartial: false }, before);
    }
  }

  /** The text of a piece is its bytes, as latin1. */
  #entryOf(tail: Tail, container: Container, bytes: Buffer): Entry | undefined {
    if (!container.cutsBytes) return container.read(bytes.toString());
    const entry = container.read(bytes.toString('latin1'));
    if (entry === undefined || entry.isPartial || tail.held.has(entry.stream)) return entry;
    return { ...entry, text: this.#decoded(bytes.subarray(bytes.length - entry.text.length)) };
  }

  /** Of pieces that were put together. */
  #whole({ cutsBytes }: Container, text: string): string {
    return cutsBytes ? this.#decoded(Buffer.from(text, 'latin1')) : text;
  }

  #decoded(bytes: Buffer): string {
    return decoded(bytes, () => this.#builder.odd('encoding', 1));
  }

  #take(tail: Tail, container: Container, entry: Entry, before: Before): void {
    const { offset = tail.lineStart, time = entry.time, text: begun = '' } = tail.held.get(entry.stream) ?? {};
    const isTooLong = begun.length + entry.text.length > longestLine;
    const text = begun.length >= longestLine ? begun : (begun + entry.text).slice(0, longestLine);
    if (isTooLong && begun.length < longestLine) this.tooLong();
    if (entry.isPartial) {
      tail.held.set(entry.stream, { offset, time, text });
      this.#builder.advanced(tail);
      return;
    }
    const isPieced = tail.held.delete(entry.stream);
    this.#record(tail, container, { ...entry, time, text: isPieced ? this.#whole(container, text) : text }, before);
  }

  #record(tail: Tail, container: Container, { time: said, stream, text }: Entry, before: Before): void {
    const time = timeOf(said, Date.now());
    this.#builder.lineOf(tail, before, {
      source: tail.source,
      identity: container.identity,
      stream,
      // A terminal has more at the end of a line.
      message: text.endsWith('\r') ? text.slice(0, -1) : text,
      attributes: this.#attributesOf(container, stream),
      ...(time === undefined ? {} : { time }),
    });
  }

  #attributesOf(container: Container, stream: string): Readonly<Record<string, string>> {
    const known = this.#attributes.get(container) ?? new Map<string, Readonly<Record<string, string>>>();
    const attributes = known.get(stream) ?? { ...container.attributes, 'log.iostream': stream };
    this.#attributes.set(container, known.set(stream, attributes));
    return attributes;
  }

  #containerOf(tail: Tail): Container | 'none' {
    const known = this.#containers.get(tail) ?? containerOf(tail.path, this.#nameOf) ?? 'none';
    this.#containers.set(tail, known);
    return known;
  }
}
