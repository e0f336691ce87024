import type { ContainerName } from '../identity/container-names.ts';
import { type Container, containerOf } from './containers/container.ts';
import type { Entry } from './containers/entry.ts';
import { type LineSink, longestLine, type Tail } from './files/tail.ts';
import type { BatchBuilder } from './lines/batch-builder.ts';
import { continues } from './lines/multi-line.ts';
import { timeOf } from './lines/time.ts';
import type { Held } from './progress.ts';

/** What follows a line for so long may belong to it. */
const settledMs = 100;
/** Longer stacks are several records: each line is looked at together with those before it. */
const longestRecord = 64 << 10;
/** Beside the parts of a line that a runtime has cut, a file holds the lines that may go on, by their streams. */
const wholeMark = '+';

/** Makes lines of what stands in files: puts together what a runtime has cut, and what belongs together. What it waits with goes with the position. */
export class FileLines implements LineSink {
  readonly #builder: BatchBuilder;
  readonly #nameOf: (id: string) => ContainerName;
  readonly #containers = new WeakMap<Tail, Container | 'none'>();
  /** Those with lines that may go on, and when the last one came. */
  readonly #open = new Map<Tail, number>();

  constructor(builder: BatchBuilder, nameOf: (id: string) => ContainerName) {
    this.#builder = builder;
    this.#nameOf = nameOf;
  }

  /** An earlier process, or the file it was copied from, may have left lines with it. */
  known(tail: Tail): void {
    this.#builder.known(tail);
    if (tail.held.size > 0) this.#open.set(tail, Date.now());
  }

  line(tail: Tail, bytes: Buffer): void {
    const container = this.#containerOf(tail);
    const entry = container === 'none' ? undefined : container.read(bytes.toString());
    if (entry === undefined) this.#whole(tail, '', { time: '', text: this.#builder.textOf(bytes) });
    else this.#part(tail, entry);
  }

  odd(what: 'nul', count: number): void {
    this.#builder.odd(what, count);
  }

  tooLong(): void {
    this.#builder.tooLong();
  }

  /** What was begun and will not go on is a line as well. */
  end(tail: Tail): void {
    for (const [stream, held] of [...tail.held]) {
      if (stream.endsWith(wholeMark)) continue;
      tail.held.delete(stream);
      this.#whole(tail, stream, held);
    }
    this.#close(tail);
  }

  /** Hands on what nothing has followed for a while. */
  settle(nowMs: number): void {
    for (const [tail, cameMs] of this.#open) if (nowMs - cameMs >= settledMs) this.#close(tail);
  }

  #part(tail: Tail, { time: said, stream, text: more, isPartial }: Entry): void {
    const { time = said, text: before = '' } = tail.held.get(stream) ?? {};
    if (before.length < longestLine && before.length + more.length > longestLine) this.tooLong();
    const text = (before + more).slice(0, longestLine);
    if (isPartial) {
      tail.held.set(stream, { time, text });
      this.#builder.known(tail);
      return;
    }
    tail.held.delete(stream);
    this.#whole(tail, stream, { time, text });
  }

  #whole(tail: Tail, stream: string, line: Held): void {
    const key = stream + wholeMark;
    const before = tail.held.get(key);
    const isMore = before !== undefined && before.text.length + line.text.length < longestRecord && continues(before.text, line.text);
    // First, so that the position that goes with the record has it.
    tail.held.set(key, isMore ? { time: before.time, text: `${before.text}\n${line.text}` } : line);
    this.#open.set(tail, Date.now());
    this.#builder.known(tail);
    if (before !== undefined && !isMore) this.#record(tail, stream, before);
  }

  #close(tail: Tail): void {
    this.#open.delete(tail);
    for (const [key, held] of [...tail.held]) {
      if (!key.endsWith(wholeMark)) continue;
      tail.held.delete(key);
      this.#builder.known(tail);
      this.#record(tail, key.slice(0, -wholeMark.length), held);
    }
  }

  #record(tail: Tail, stream: string, { time: said, text: message }: Held): void {
    const container = this.#containerOf(tail);
    const time = said === '' ? undefined : timeOf(said, Date.now());
    const ofContainer =
      container === 'none' || stream === '' ? {} : { identity: container.identity, attributes: { ...container.attributes, 'log.iostream': stream } };
    this.#builder.record({ source: tail.source, message, ...ofContainer, ...(time === undefined ? {} : { time }) });
  }

  #containerOf(tail: Tail): Container | 'none' {
    const known = this.#containers.get(tail) ?? containerOf(tail.path, this.#nameOf) ?? 'none';
    this.#containers.set(tail, known);
    return known;
  }
}
