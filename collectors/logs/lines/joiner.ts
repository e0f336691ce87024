import { goesOn, type Shape, shapeOf, withLine } from './continuation.ts';

/** One line as it was read. */
export interface Line<Place> {
  readonly text: string;
  readonly bytes: number;
  /** Lines of different ones are different messages. */
  readonly stream: string;
  readonly readMs: number;
  readonly place: Place;
}

/** A message of one or more lines. */
export interface Message<Place> {
  readonly text: string;
  readonly lines: number;
  readonly bytes: number;
  /** When the first of them was read. */
  readonly readMs: number;
  readonly place: Place;
}

interface Held<Place> {
  readonly first: Line<Place>;
  readonly texts: string[];
  /** Blank lines at the end that may belong to something else. */
  blanks: number;
  bytes: number;
  shape: Shape;
  lastMs: number;
}

/** A stack is longer at times; what goes on for ever is something else. What was joined so far is handed on, and the rest joined again. */
const most = { lines: 500, bytes: 256 << 10, heldBytes: 8 << 20 };
/** A line that waits for the next one is late by so much; who writes a stack does it at once. */
const waitMs = { forNext: 150, altogether: 2000 };

/** Joins the lines of each source that are one message. The last line of each is held until the next one tells that it is whole. */
export class Joiner<Place> {
  readonly #onMessages: (messages: readonly Message<Place>[]) => void;
  readonly #held = new Map<string, Held<Place>>();
  #bytes = 0;

  /** Takes what was held together for good, even where it throws. */
  constructor(onMessages: (messages: readonly Message<Place>[]) => void) {
    this.#onMessages = onMessages;
  }

  add(source: string, line: Line<Place>): void {
    const held = this.#held.get(source);
    const joins = held !== undefined && held.first.stream === line.stream && goesOn(held.shape, line.text);
    if (held === undefined || joins === false) this.#begin(source, line, held);
    else if (this.#hasRoom(held, line)) this.#extend(held, line, joins === 'perhaps');
    else this.#begin(source, line, held, { ...held.shape, isIndented: false });
    if (this.#bytes > most.heldBytes) this.releaseAll();
  }

  /** Of what was read and not handed on. */
  firstOf(source: string): Place | undefined {
    return this.#held.get(source)?.first.place;
  }

  /** Hands on what has waited long enough. */
  tick(nowMs: number): void {
    for (const [source, { lastMs, first }] of this.#held) {
      if (nowMs - lastMs >= waitMs.forNext || nowMs - first.readMs >= waitMs.altogether) this.release(source);
    }
  }

  release(source: string): void {
    const held = this.#held.get(source);
    if (held === undefined) return;
    this.#held.delete(source);
    this.#handOn(held);
  }

  releaseAll(): void {
    for (const source of [...this.#held.keys()]) this.release(source);
  }

  #hasRoom({ texts, bytes }: Held<Place>, line: Line<Place>): boolean {
    return texts.length < most.lines && bytes + line.bytes <= most.bytes;
  }

  /** The new one is held before the old one is handed on: whoever then asks for the start must not skip it. */
  #begin(source: string, line: Line<Place>, before: Held<Place> | undefined, shape = shapeOf(line.text)): void {
    this.#held.set(source, { first: line, texts: [line.text], blanks: 0, bytes: line.bytes, shape, lastMs: line.readMs });
    this.#bytes += line.bytes;
    if (before !== undefined) this.#handOn(before);
    // Too long to be worth holding.
    if (line.bytes > most.bytes) this.release(source);
  }

  #extend(held: Held<Place>, line: Line<Place>, isBlank: boolean): void {
    held.texts.push(line.text);
    held.blanks = isBlank ? held.blanks + 1 : 0;
    held.bytes += line.bytes;
    this.#bytes += line.bytes;
    held.shape = withLine(held.shape, line.text);
    held.lastMs = line.readMs;
  }

  #handOn({ first, texts, blanks, bytes }: Held<Place>): void {
    this.#bytes -= bytes;
    const { readMs, place } = first;
    const lines = texts.length - blanks;
    const whole = { text: lines === 1 ? first.text : texts.slice(0, lines).join('\n'), lines, bytes, readMs, place };
    this.#onMessages([whole, ...texts.slice(lines).map((text) => ({ text, lines: 1, bytes: 0, readMs, place }))]);
  }
}
