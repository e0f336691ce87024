/** How a dialogue reaches a parser: whole, cut, twice, or with holes that are filled when the application reads. */

export type Side = 'received' | 'sent';

export interface Segment {
  /** `read`: bytes that were received before, as the application reads them. */
  readonly hook: Side | 'read';
  /** How many bytes of this direction come before. */
  readonly at: number;
  readonly bytes: Buffer;
  /** When it came; by default its number among the connection's segments, from 1 on. */
  readonly ticks?: number;
}

/** Who says what, in order. Text is latin1. */
export type Turn = readonly [side: Side, said: string | Buffer];

/** Each turn is a segment. */
export function segmentsOf(turns: readonly Turn[]): Segment[] {
  const next = { received: 0, sent: 0 };
  return turns.map(([hook, said]) => {
    const bytes = typeof said === 'string' ? Buffer.from(said, 'latin1') : said;
    const at = next[hook];
    next[hook] += bytes.length;
    return { hook, at, bytes };
  });
}

/** One dialogue after the other, on the same connection. */
export function followedBy(before: readonly Segment[], after: readonly Segment[]): Segment[] {
  const bytesBefore = { received: 0, sent: 0, read: 0 };
  for (const { hook, bytes } of before) bytesBefore[hook] += bytes.length;
  return [...before, ...after.map((segment) => ({ ...segment, at: segment.at + bytesBefore[segment.hook] }))];
}

/** No segment has more than `size` bytes. */
export function cutEvery(segments: readonly Segment[], size: number): Segment[] {
  return segments.flatMap((segment) => Array.from({ length: Math.ceil(segment.bytes.length / size) }, (_, index) => part(segment, index * size, size)));
}

/** One way for each place in each segment: there it is cut in two. */
export function everySplit(segments: readonly Segment[]): Segment[][] {
  return segments.flatMap((segment, index) =>
    Array.from({ length: segment.bytes.length - 1 }, (_, before) =>
      segments.toSpliced(index, 1, part(segment, 0, before + 1), part(segment, before + 1, segment.bytes.length)),
    ),
  );
}

/** The same dialogue as the other side sees it. */
export function mirrored(segments: readonly Segment[]): Segment[] {
  return segments.map((segment) => ({ ...segment, hook: segment.hook === 'sent' ? 'received' : 'sent' }));
}

/** The dialogue as each side sees it. */
export const atBothEnds = (segments: readonly Segment[]): Segment[][] => [[...segments], mirrored(segments)];

function part({ at, bytes, ...rest }: Segment, from: number, size: number): Segment {
  return { ...rest, at: at + from, bytes: bytes.subarray(from, from + size) };
}

/** The same numbers for the same seed: below(n) is one of 0 to n − 1. */
export function randomNumbers(seed: number): { below: (limit: number) => number; bytes: (length: number) => Buffer } {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number) => next() % limit;
  return { below, bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))) };
}

export type RandomNumbers = ReturnType<typeof randomNumbers>;

/** One of these. */
export function one<T>(numbers: RandomNumbers, from: readonly T[]): T {
  const chosen = from[numbers.below(from.length)];
  if (chosen === undefined) throw new RangeError('choosing from an empty list');
  return chosen;
}

/** Cut into pieces of up to `most` bytes. */
export function cutAtRandom(segments: readonly Segment[], numbers: RandomNumbers, most: number): Segment[] {
  return segments.flatMap((segment) => {
    const pieces: Segment[] = [];
    for (let from = 0; from < segment.bytes.length; ) {
      const size = 1 + numbers.below(most);
      pieces.push(part(segment, from, size));
      from += size;
    }
    return pieces;
  });
}

/** Segments that were sent again, also with other bounds: after each come some that end with it or before. */
export function sentAgain(whole: readonly Segment[], segments: readonly Segment[], numbers: RandomNumbers): Segment[] {
  return segments.flatMap((segment) => {
    const end = segment.at + segment.bytes.length;
    const from = whole.find(({ hook, at, bytes }) => hook === segment.hook && at < end && end <= at + bytes.length);
    if (!from || numbers.below(3) === 0) return [segment];
    const begin = numbers.below(end - from.at);
    const again = part(from, begin, 1 + numbers.below(end - from.at - begin));
    const wider = part(from, Math.min(begin, segment.at - from.at), end - from.at - Math.min(begin, segment.at - from.at));
    return numbers.below(2) === 0 ? [wider, again] : [segment, again];
  });
}

/** What is received comes in any order, and is read in order before the other side goes on; no read has more than `most` bytes. */
export function outOfOrder(whole: readonly Segment[], numbers: RandomNumbers, most: number): Segment[] {
  return whole.flatMap((segment) => {
    if (segment.hook === 'sent') return [segment];
    const packets = cutAtRandom([segment], numbers, most);
    const shuffled = packets.map((packet) => ({ packet, place: numbers.below(1000) })).sort((a, b) => a.place - b.place);
    const reads = cutAtRandom([segment], numbers, most).map((read) => ({ ...read, hook: 'read' as const }));
    return [...shuffled.map(({ packet }) => packet), ...reads];
  });
}
