import { encodeFrame } from '../../ship/spool/frame.ts';
import type { LineSink, Tail } from '../files/tail.ts';
import { decoded } from './decoded.ts';

const roomBytes = 256 << 10;
const newline = 10;
const nothing = () => {};

/** What reading alone takes: the bytes of lines, or each as JSON with its time and source, in frames of a spool. Nothing is looked at, and nothing hidden. */
export class PlainFrames implements LineSink {
  readonly #isJson: boolean;
  readonly #onFrame: (lines: number, bytes: number) => void;
  /** A line may be longer: it has a frame of its own. */
  readonly #room = Buffer.allocUnsafeSlow(roomBytes);
  #bytes = 0;
  #count = 0;
  #first = 1;
  readonly odd = nothing;
  readonly tooLong = nothing;
  readonly end = nothing;

  constructor(isJson: boolean, onFrame: (lines: number, bytes: number) => void) {
    this.#isJson = isJson;
    this.#onFrame = onFrame;
  }

  line(tail: Tail, bytes: Buffer): void {
    if (this.#isJson) this.#json(`{"time":${tail.grewMs},"source":${tail.source},"message":${JSON.stringify(decoded(bytes, nothing))}}\n`);
    else this.#plain(bytes);
    this.#count += 1;
  }

  flush(): void {
    this.#frame(this.#room.subarray(0, this.#bytes));
    this.#bytes = 0;
  }

  #plain(bytes: Buffer): void {
    if (this.#bytes + bytes.length + 1 > roomBytes) this.flush();
    if (bytes.length + 1 > roomBytes) {
      this.#frame(bytes);
      return;
    }
    bytes.copy(this.#room, this.#bytes);
    this.#bytes += bytes.length;
    this.#room[this.#bytes] = newline;
    this.#bytes += 1;
  }

  #json(line: string): void {
    // Of a sign, at most three bytes.
    if (this.#bytes + line.length * 3 > roomBytes) this.flush();
    if (line.length * 3 > roomBytes) this.#frame(Buffer.from(line));
    else this.#bytes += this.#room.write(line, this.#bytes);
  }

  #frame(lines: Buffer): void {
    const frame = encodeFrame({ first: this.#first, count: this.#count, day: '2026-01-01', progress: '', lines });
    this.#first += this.#count;
    this.#onFrame(this.#count, frame.length);
    this.#count = 0;
  }
}
