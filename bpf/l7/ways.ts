import fc from 'fast-check';
import { anyText, onceIn, some } from './arbitraries.ts';
import { cutInto, type Disorder, mirrored, outOfOrder, type Resending, type Segment, sentAgain, type Turn } from './segments.ts';

/** The ways in which a dialogue may come past, for fast-check: written down so that a failure can be read, and applied to a dialogue. */

const sizesUpTo = (most: number) => some(fc.integer({ min: 1, max: most }), { most: 40 });

/** Sizes of pieces, mostly larger ones: these take less time; none: whole. */
export const cuts: fc.Arbitrary<number[]> = fc.oneof(
  { withCrossShrink: true },
  sizesUpTo(1),
  sizesUpTo(3),
  { arbitrary: sizesUpTo(20), weight: 3 },
  { arbitrary: sizesUpTo(100), weight: 4 },
  { arbitrary: sizesUpTo(400), weight: 4 },
);

interface Resent {
  readonly seenBy: 'client' | 'server';
  readonly sizes: readonly number[];
  readonly again: readonly (Resending | undefined)[];
}

const seenBy = fc.constantFrom<Resent['seenBy'][]>('client', 'server');
const resending = fc.record({ begin: fc.nat(9999), length: fc.nat(9999), isWider: fc.boolean() });

export const resent: fc.Arbitrary<Resent> = fc.record({
  seenBy,
  sizes: cuts,
  again: some(fc.option(resending, { nil: undefined, freq: 3 }), { most: 40 }),
});

const asSeenBy = (whole: readonly Segment[], side: Resent['seenBy']) => (side === 'client' ? whole : mirrored(whole));

/** Cut into small pieces or larger ones, as one side sees it, some of it twice. */
export function asResent(dialogue: readonly Segment[], { seenBy: side, sizes, again }: Resent): Segment[] {
  const whole = asSeenBy(dialogue, side);
  return sentAgain(whole, cutInto(whole, sizes), again);
}

interface Disordered extends Disorder {
  readonly seenBy: Resent['seenBy'];
}

export const disordered: fc.Arbitrary<Disordered> = fc.record({ seenBy, packets: cuts, places: some(fc.nat(999), { most: 40 }), reads: cuts });

/** The same, what one side gets in any order. */
export const asDisordered = (dialogue: readonly Segment[], way: Disordered): Segment[] => outOfOrder(asSeenBy(dialogue, way.seenBy), way);

interface Damage {
  /** Bytes that are others, by their number among all. */
  readonly bytes: readonly (readonly [at: number, byte: number])[];
  /** Segments that never come past, by their number. Both are taken modulo how many there are. */
  readonly lost: readonly number[];
}

export const damage: fc.Arbitrary<Damage> = fc.record({
  bytes: some(fc.tuple(fc.nat(99_999), fc.nat(255)), { most: 60 }),
  lost: onceIn(2, some(fc.nat(9999), { most: 6 }), fc.constant([])),
});

export function damaged(segments: readonly Segment[], { bytes: others, lost }: Damage): Segment[] {
  const copies = segments.map((segment) => ({ ...segment, bytes: Buffer.from(segment.bytes) }));
  const ends: number[] = [];
  for (const { bytes } of copies) ends.push((ends.at(-1) ?? 0) + bytes.length);
  for (const [number, byte] of others) {
    const at = number % Math.max(1, ends.at(-1) ?? 0);
    const index = ends.findIndex((end) => at < end);
    copies[index]?.bytes.writeUInt8(byte, at - (ends[index - 1] ?? 0));
  }
  const gone = new Set(lost.map((number) => number % copies.length));
  return copies.filter((_, index) => !gone.has(index));
}

/** Turns that say nothing known. */
export const noise: fc.Arbitrary<Turn[]> = some(fc.tuple(fc.constantFrom('sent', 'received'), anyText(600, 1)), { least: 1, most: 6 });

interface Stray {
  readonly hook: Segment['hook'];
  readonly at: number;
  readonly said: string;
}

/** Segments that follow on nothing. */
export const strays: fc.Arbitrary<Stray[]> = some(
  fc.record({
    hook: fc.constantFrom<Segment['hook'][]>('received', 'sent', 'read'),
    at: onceIn(4, fc.nat(2 ** 31), fc.nat(300)),
    said: anyText(300, 1),
  }),
  { least: 1, most: 8 },
);

export const asStrays = (all: readonly Stray[]): Segment[] => all.map(({ hook, at, said }) => ({ hook, at, bytes: Buffer.from(said, 'latin1') }));
