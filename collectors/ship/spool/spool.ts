import { mkdirSync } from 'node:fs';
import type { LogLossReason } from '#contract/log-losses.ts';
import { fullMessage } from '../../runtime/full-message.ts';
import { Ages } from './ages.ts';
import { Arrivals } from './arrivals.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { DeliveredMark } from './delivered.ts';
import type { Frame, Framed } from './frame.ts';
import { openSegments } from './open-segments.ts';
import { decodeChange, encodeChange, Progress } from './progress.ts';
import { newSpoolId, Segment } from './segment.ts';
import type { Batch, Spooled } from './spooled.ts';

export interface SpoolOptions {
  readonly folder: string;
  /** All segments together; beyond it the oldest goes. */
  readonly maxBytes: number;
  /** Of one segment; where it is not told, so much that what has to be dropped at once is little of all. */
  readonly segmentBytes?: number;
  /** Lines that nobody has acknowledged, and that are gone. */
  readonly onLost: (reason: 'spool_full' | 'spool_corrupt', lines: number) => void;
  readonly onTrouble: (trouble: string) => void;
}

interface Reading {
  readonly segment: Segment;
  at: number;
  framed?: Framed | undefined;
}

const mostSegmentBytes = 16 << 20;
const segmentShare = 1 / 8;
const crowdedShare = 0.75;

/**
 * Lines that are read and not yet acknowledged, on the disk. Written at once, so that a kill takes nothing; on the disk itself
 * (fdatasync) before it is sent, so that a number which was sent is never given again, power cut or not. What a power cut takes
 * was not sent, and is read again from where it came.
 */
export class Spool {
  #id: string;
  readonly #options: SpoolOptions;
  readonly #segments: Segment[];
  readonly #progress: Progress;
  /** As of the first segment that is still there. */
  readonly #checkpointed: Progress;
  #next: number;
  #acknowledged: number;
  /** Up to, and without, which number lines arrived, or are with who delivers them, and why what is between there and the next frame did not. */
  #taken: number;
  #inHand = 0;
  #lostBy: LogLossReason | undefined;
  /** Numbers that are missing, and known to be: where each gap begins. */
  readonly #gaps = new Set<number>();
  /** Where the next frame to send begins: in which segment, and at which byte. */
  #reading: Reading | undefined;
  readonly #arrivals = new Arrivals();
  readonly #ages = new Ages();
  readonly #delivered: DeliveredMark;

  constructor(options: SpoolOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    const checkpoint = readCheckpoint(options.folder, (path) =>
      options.onTrouble(`${path} is broken: lines of the last 64 MiB of each file may be stored twice`),
    );
    this.#checkpointed = checkpoint?.progress ?? new Progress();
    this.#lostBy = checkpoint?.lostBy;
    this.#progress = Progress.decode(this.#checkpointed.encode());
    let expected = checkpoint?.next;
    // A power cut may bring back a segment that the checkpoint stands for, and not the one after it.
    const onFrame = ({ first, count, progress }: Frame) => {
      if (first < (checkpoint?.next ?? 0)) return;
      this.#progress.apply(decodeChange(progress));
      this.#countGap(expected ?? first, first);
      expected = first + count;
    };
    const known = checkpoint?.spool ?? newSpoolId();
    this.#segments = openSegments(options.folder, checkpoint?.next ?? 0, known, onFrame);
    this.#next = Math.max(checkpoint?.next ?? 1, this.#segments.at(-1)?.next ?? 1);
    this.#id = this.#segments.at(-1)?.spool ?? known;
    this.#acknowledged = checkpoint?.next ?? this.#segments[0]?.first ?? this.#next;
    this.#taken = checkpoint?.taken ?? this.#acknowledged;
    this.#rewind();
    this.#delivered = new DeliveredMark(options.folder);
    this.#resume();
    for (const segment of this.#segments) this.#ages.came(segment.first, segment.writtenMs);
  }

  /** By which what was appended last is numbered. */
  get id(): string {
    return this.#id;
  }

  /** How far each source was read with all lines that are here. */
  get progress(): Progress {
    return this.#progress;
  }

  get undelivered(): number {
    return this.#next - this.#acknowledged;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** When the oldest line came that is not delivered, or before; undefined where there is none. */
  get oldestMs(): number | undefined {
    return this.undelivered > 0 ? this.#ages.of(this.#acknowledged) : undefined;
  }

  get maxBytes(): number {
    return this.#options.maxBytes;
  }

  /** The oldest of it will soon have to go. */
  get isCrowded(): boolean {
    return this.undelivered > 0 && this.bytes > this.#options.maxBytes * crowdedShare;
  }

  append({ count, day, lines, progress }: Batch): void {
    const frame: Frame = { first: this.#next, count, day, lines, progress: encodeChange(progress) };
    const bytes = lines.length + frame.progress.length;
    const { maxBytes, segmentBytes = Math.min(mostSegmentBytes, maxBytes * segmentShare) } = this.#options;
    this.#numberAnew();
    let segment = this.#segments.at(-1);
    if (segment === undefined || (segment.next > segment.first && segment.bytes + bytes > segmentBytes)) {
      segment = Segment.create(this.#options.folder, this.#id, this.#next);
      this.#segments.push(segment);
      this.#reading ??= { segment, at: segment.start };
    }
    segment.append(frame);
    this.#ages.came(frame.first, Date.now());
    this.#next += count;
    this.#progress.apply(progress);
    this.#makeRoom();
    this.#arrivals.came();
  }

  /** The oldest frame that was not acknowledged, safe on the disk; waits for one. Who asks has it, and sees to it that it arrives, even where it has to go from here. */
  async oldest(signal: AbortSignal): Promise<Spooled> {
    for (;;) {
      signal.throwIfAborted();
      const frame = this.#peek();
      if (frame === undefined) {
        await this.#arrivals.next(signal);
        continue;
      }
      const segment = this.#reading?.segment;
      await segment?.sync();
      if (segment !== undefined && this.#reading?.segment === segment && this.#peek()?.first === frame.first) return this.#given(frame, segment.spool);
    }
  }

  /** The frame is where it was sent to. */
  acknowledge(frame: Spooled): void {
    const next = frame.first + frame.count;
    const wasDropped = next <= this.#acknowledged && next > this.#taken;
    this.#taken = Math.max(this.#taken, next);
    this.#lostBy = next < this.#acknowledged ? this.#lostBy : undefined;
    if (wasDropped) this.#tryToDrop(0);
    this.#pass(frame);
  }

  /** It is not taken where it was sent to, now or ever. */
  refuse(frame: Spooled): void {
    this.#lostBy = 'rejected';
    this.#pass(frame);
  }

  #given(frame: Frame, spool: string): Spooled {
    this.#inHand = frame.first + frame.count;
    const count = frame.first - this.#taken;
    return { ...frame, spool, ...(count > 0 && { lost: { count, by: this.#lostBy ?? 'unknown' } }) };
  }

  #pass(frame: Spooled): void {
    const next = frame.first + frame.count;
    if (next <= this.#acknowledged) return;
    this.#acknowledged = next;
    this.#ages.forget(next);
    const { framed, segment } = this.#reading ?? {};
    if (segment !== undefined && framed?.frame.first === frame.first) this.#reading = { segment, at: framed.end };
    this.#delivered.write({ spool: frame.spool, acknowledged: next, taken: this.#taken, lostBy: this.#lostBy });
    const done = this.#segments.slice(0, -1).filter((segment) => segment.next <= next).length;
    if (done > 0) this.#tryToDrop(done);
  }

  close(): void {
    this.#delivered.close();
    for (const segment of this.#segments) segment.close();
  }

  #peek(): Frame | undefined {
    for (let reading = this.#reading; reading !== undefined; reading = this.#reading) {
      const { segment, at } = reading;
      reading.framed ??= segment.frameFrom(at);
      const { framed } = reading;
      if (framed === undefined) {
        if (!this.#follow(segment)) return undefined;
        continue;
      }
      this.#passOver(framed.frame.first);
      if (framed.frame.count > 0) return framed.frame;
      this.#reading = { segment, at: framed.end };
    }
    return undefined;
  }

  /** Goes on with the next segment; answers whether there is one. */
  #follow(segment: Segment): boolean {
    const following = this.#segments[this.#segments.indexOf(segment) + 1];
    this.#reading = following === undefined ? { segment, at: segment.bytes } : { segment: following, at: following.start };
    return following !== undefined;
  }

  /** The disk gave back other bytes than were written: what stood before this number is lost. */
  #passOver(first: number): void {
    if (first <= this.#acknowledged) return;
    this.#countGap(this.#acknowledged, first);
    this.#acknowledged = first;
  }

  #makeRoom(): void {
    while (this.bytes > this.#options.maxBytes && this.#segments.length > 1) {
      const [oldest] = this.#segments;
      if (!this.#tryToDrop(1)) return;
      const lost = (oldest?.next ?? 0) - Math.max(this.#acknowledged, this.#inHand, oldest?.first ?? 0);
      if (lost > 0) this.#lose('spool_full', lost);
      this.#acknowledged = Math.max(this.#acknowledged, oldest?.next ?? 0);
    }
  }

  /** On a full disk not even a checkpoint has room: then the segments stay until the next time. What was appended or acknowledged is so all the same. */
  #tryToDrop(count: number): boolean {
    try {
      this.#drop(count);
      return true;
    } catch (cause) {
      this.#options.onTrouble(`what is delivered cannot be removed: ${fullMessage(cause)}`);
      return false;
    }
  }

  /** Removes the oldest segments; where their sources were read to is kept first. */
  #drop(count: number): void {
    const going = this.#segments.slice(0, count);
    for (const segment of going) {
      for (let framed = segment.frameFrom(segment.start); framed !== undefined; framed = segment.frameFrom(framed.end))
        this.#checkpointed.apply(decodeChange(framed.frame.progress));
    }
    const next = going.at(-1)?.next ?? this.#segments[0]?.first ?? this.#next;
    writeCheckpoint(this.#options.folder, { spool: this.#id, next, progress: this.#checkpointed, taken: Math.min(this.#taken, next), lostBy: this.#lostBy });
    this.#segments.splice(0, count);
    for (const segment of going) segment.remove();
    if (going.some((segment) => segment === this.#reading?.segment)) this.#rewind();
  }

  /** Goes on behind what a process before this one had delivered, where it is of these segments. */
  #resume(): void {
    const delivered = this.#delivered.read();
    if (delivered === undefined || delivered.acknowledged <= this.#acknowledged) return;
    const { spool, acknowledged, taken, lostBy } = delivered;
    const segment = this.#segments.find(({ first, next, spool: own }) => own === spool && first < acknowledged && acknowledged <= next);
    if (segment === undefined) return;
    this.#acknowledged = acknowledged;
    this.#taken = Math.max(this.#taken, taken);
    this.#lostBy = lostBy;
    this.#reading = { segment, at: segment.placeOf(acknowledged) };
  }

  #rewind(): void {
    const [segment] = this.#segments;
    this.#reading = segment === undefined ? undefined : { segment, at: segment.start };
  }

  /**
   * What is cut off at the end may have been sent, under numbers that would be given again: then they are given by another spool.
   * Not before there is something to number: on a full disk there is no room for it.
   */
  #numberAnew(): void {
    const last = this.#segments.at(-1);
    if (last?.isRagged !== true) return;
    const id = newSpoolId();
    if (last.next === last.first) last.rename(id);
    else this.#segments.push(Segment.create(this.#options.folder, id, last.next));
    this.#id = id;
    last.trim();
  }

  /** Each gap counts once, when it is opened with or when it is met. */
  #countGap(expected: number, first: number): void {
    if (first <= expected || this.#gaps.has(expected)) return;
    this.#gaps.add(expected);
    this.#lose('spool_corrupt', first - expected);
  }

  #lose(reason: 'spool_full' | 'spool_corrupt', lines: number): void {
    this.#lostBy = reason;
    this.#options.onLost(reason, lines);
  }
}
