import type { ContainerName } from '../../identity/container-names.ts';
import { type LineSink, longestLine, type Tail } from '../files/tail.ts';
import type { BatchBuilder } from '../lines/batch-builder.ts';
import { timeOf } from '../lines/time.ts';
import { type Container, containerOf } from './container.ts';
import type { Entry } from './entry.ts';

/** Puts lines together again that a runtime has cut; those of other files go by as they are. */
export class ContainerLines implements LineSink {
  readonly #builder: BatchBuilder;
  readonly #nameOf: (id: string) => ContainerName;
  readonly #containers = new WeakMap<Tail, Container | 'none'>();

  constructor(builder: BatchBuilder, nameOf: (id: string) => ContainerName) {
    this.#builder = builder;
    this.#nameOf = nameOf;
  }

  line(tail: Tail, bytes: Buffer): void {
    const container = this.#containerOf(tail);
    const entry = container === 'none' ? undefined : container.read(bytes.toString());
    if (container === 'none' || entry === undefined) this.#builder.line(tail, bytes);
    else this.#take(tail, container, entry);
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
      tail.held.delete(stream);
      if (container !== 'none') this.#record(tail, container, { time, stream, text, isPartial: false });
    }
  }

  #take(tail: Tail, container: Container, entry: Entry): void {
    const { time = entry.time, text: before = '' } = tail.held.get(entry.stream) ?? {};
    const isTooLong = before.length + entry.text.length > longestLine;
    const text = before.length >= longestLine ? before : (before + entry.text).slice(0, longestLine);
    if (isTooLong && before.length < longestLine) this.tooLong();
    if (entry.isPartial) {
      tail.held.set(entry.stream, { time, text });
      this.#builder.known(tail);
      return;
    }
    tail.held.delete(entry.stream);
    this.#record(tail, container, { ...entry, time, text });
  }

  #record(tail: Tail, { identity, attributes }: Container, { time: said, stream, text }: Entry): void {
    const time = timeOf(said, Date.now());
    this.#builder.known(tail);
    this.#builder.record({
      source: tail.source,
      identity,
      message: text,
      attributes: { ...attributes, 'log.iostream': stream },
      ...(time === undefined ? {} : { time }),
    });
  }

  #containerOf(tail: Tail): Container | 'none' {
    const known = this.#containers.get(tail) ?? containerOf(tail.path, this.#nameOf) ?? 'none';
    this.#containers.set(tail, known);
    return known;
  }
}
