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

/** One after the other, and from the first again; none where there is none. */
function overAndOver<T>(values: readonly T[]): () => T | undefined {
  let taken = 0;
  return () => values[taken++ % values.length];
}

/** Cut into pieces of these sizes, which are taken over and over; whole where there is none. */
export function cutInto(segments: readonly Segment[], sizes: readonly number[]): Segment[] {
  const nextSize = overAndOver(sizes);
  return segments.flatMap((segment) => {
    const pieces: Segment[] = [];
    for (let from = 0; from < segment.bytes.length; ) {
      const size = nextSize() ?? segment.bytes.length;
      pieces.push(part(segment, from, size));
      from += size;
    }
    return pieces;
  });
}

/** What comes again with a segment: bytes of the same turn, up to the segment's end. Both numbers are taken modulo what there is. */
export interface Resending {
  readonly begin: number;
  readonly length: number;
  /** In its place comes all from `begin` on; else it is as it was. */
  readonly isWider: boolean;
}

/** Segments that were sent again, also with other bounds: after each come some that end with it or before. */
export function sentAgain(whole: readonly Segment[], segments: readonly Segment[], resendings: readonly (Resending | undefined)[]): Segment[] {
  const next = overAndOver(resendings);
  return segments.flatMap((segment) => {
    const end = segment.at + segment.bytes.length;
    const from = whole.find(({ hook, at, bytes }) => hook === segment.hook && at < end && end <= at + bytes.length);
    const resending = next();
    if (!from || !resending) return [segment];
    const begin = resending.begin % (end - from.at);
    const again = part(from, begin, 1 + (resending.length % (end - from.at - begin)));
    if (!resending.isWider) return [segment, again];
    const widerBegin = Math.min(begin, segment.at - from.at);
    return [part(from, widerBegin, end - from.at - widerBegin), again];
  });
}

/** Sizes of packets and of reads, and the places that packets take among those of their turn. */
export interface Disorder {
  readonly packets: readonly number[];
  readonly places: readonly number[];
  readonly reads: readonly number[];
}

/** What is received comes in any order, and is read in order before the other side goes on. */
export function outOfOrder(whole: readonly Segment[], { packets, places, reads }: Disorder): Segment[] {
  const nextPlace = overAndOver(places);
  return whole.flatMap((segment) => {
    if (segment.hook === 'sent') return [segment];
    const shuffled = cutInto([segment], packets)
      .map((packet) => ({ packet, place: nextPlace() ?? 0 }))
      .sort((a, b) => a.place - b.place);
    return [...shuffled.map(({ packet }) => packet), ...cutInto([segment], reads).map((read) => ({ ...read, hook: 'read' as const }))];
  });
}
