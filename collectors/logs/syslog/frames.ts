/** What one connection sends is cut into messages: by their length (`17 <34>1 …`), or by their ends, as RFC 6587 has it. */
export interface Frame {
  readonly bytes: Buffer;
  /** More of it was sent than is kept. */
  readonly isCut: boolean;
  /** The connection ended before it did. */
  readonly isBroken: boolean;
}

export const longestMessage = 64 << 10;
const [newline, nul, carriageReturn, blank, opening, zero, nine] = [10, 0, 13, 32, 60, 48, 57];
const leastRoom = 4096;
/** More digits than a length of any use has. */
const mostDigits = 9;

/** Messages are parts of a room that is used again: they hold until more is pushed. */
export class Frames {
  #room = Buffer.allocUnsafeSlow(leastRoom);
  /** What is not yet cut, at the beginning of the room or further on. */
  #kept: Buffer = this.#room.subarray(0, 0);
  /** Of a message that is too long, so many bytes are passed over, or all to its end. */
  #skip: number | 'to its end' = 0;

  /** The messages that are whole with these bytes. */
  push(bytes: Buffer): Frame[] {
    this.#append(bytes);
    const frames: Frame[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) if (frame.bytes.length > 0) frames.push(frame);
    return frames;
  }

  #append(bytes: Buffer): void {
    const length = this.#kept.length + bytes.length;
    const room = length <= this.#room.length ? this.#room : Buffer.allocUnsafeSlow(Math.max(length, 2 * this.#room.length));
    this.#kept.copy(room);
    bytes.copy(room, this.#kept.length);
    this.#room = room;
    this.#kept = room.subarray(0, length);
  }

  /** What was begun when the connection ended. */
  end(): Frame[] {
    const counted = lengthAt(this.#kept);
    const isCounted = typeof counted === 'object';
    const bytes = isCounted ? this.#kept.subarray(counted.start) : this.#kept;
    this.#kept = this.#room.subarray(0, 0);
    return bytes.length === 0 || this.#skip !== 0 ? [] : [{ bytes, isCut: false, isBroken: isCounted }];
  }

  #next(): Frame | undefined {
    if (!this.#passOver()) return undefined;
    const counted = lengthAt(this.#kept);
    if (counted === 'unknown') return undefined;
    return counted === 'none' ? this.#untilEnd() : this.#ofLength(counted);
  }

  /** Answers whether a message begins here. */
  #passOver(): boolean {
    if (this.#skip === 'to its end') {
      const end = endOf(this.#kept);
      this.#kept = end < 0 ? this.#kept.subarray(this.#kept.length) : this.#kept.subarray(end + 1);
      if (end >= 0) this.#skip = 0;
      return end >= 0;
    }
    const passed = Math.min(this.#skip, this.#kept.length);
    this.#kept = this.#kept.subarray(passed);
    this.#skip -= passed;
    return this.#skip === 0 && this.#kept.length > 0;
  }

  #ofLength({ start, length }: { readonly start: number; readonly length: number }): Frame | undefined {
    const taken = Math.min(length, longestMessage);
    if (this.#kept.length < start + taken) return undefined;
    const bytes = this.#kept.subarray(start, start + taken);
    this.#kept = this.#kept.subarray(start + taken);
    this.#skip = length - taken;
    return { bytes: withoutEnd(bytes), isCut: length > taken, isBroken: false };
  }

  #untilEnd(): Frame | undefined {
    const end = endOf(this.#kept);
    if (end < 0 && this.#kept.length <= longestMessage) return undefined;
    const isCut = end < 0 || end > longestMessage;
    const bytes = this.#kept.subarray(0, isCut ? longestMessage : end);
    this.#kept = end < 0 ? this.#kept.subarray(this.#kept.length) : this.#kept.subarray(end + 1);
    if (end < 0) this.#skip = 'to its end';
    return { bytes: withoutEnd(bytes), isCut, isBroken: false };
  }
}

/** Of a counted message, its length and where it begins; `unknown` until more has come. A line may begin with a number, too: only a message that is counted goes on with `<`. */
function lengthAt(bytes: Buffer): { readonly start: number; readonly length: number } | 'none' | 'unknown' {
  let at = 0;
  while (at < bytes.length && isDigit(bytes[at])) at += 1;
  if (at === bytes.length) return at > 0 && at <= mostDigits ? 'unknown' : 'none';
  if (at === 0 || at > mostDigits || bytes[0] === zero || bytes[at] !== blank) return 'none';
  if (at + 1 === bytes.length) return 'unknown';
  return bytes[at + 1] === opening ? { start: at + 1, length: Number(bytes.toString('latin1', 0, at)) } : 'none';
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

function endOf(bytes: Buffer): number {
  const [line, text] = [bytes.indexOf(newline), bytes.indexOf(nul)];
  return line < 0 || text < 0 ? Math.max(line, text) : Math.min(line, text);
}

/** Without what ends a line, which some count as well. */
export function withoutEnd(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === newline || bytes[end - 1] === carriageReturn || bytes[end - 1] === nul)) end -= 1;
  return bytes.subarray(0, end);
}
