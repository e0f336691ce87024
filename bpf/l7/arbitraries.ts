import fc from 'fast-check';
import type { Message } from './dialogue.ts';

/** What dialogues are made of, for fast-check. */

/** Each length is as likely; fast-check alone prefers lists of up to ten. */
export const some = <T>(of: fc.Arbitrary<T>, { least = 0, most }: { least?: number; most: number }): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: least, maxLength: most, size: 'max' });

/** A letter, up to `most` times. */
export const repeated = (letter: string, most: number): fc.Arbitrary<string> => fc.nat(most).map((times) => letter.repeat(times));

/** Any bytes: latin1 text, a letter for each. */
export const anyText = (most: number, least = 0): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: least, maxLength: most, size: 'max' }).map((bytes) => Buffer.from(bytes).toString('latin1'));

/** Every so often this, else that. It shrinks to that. */
export const onceIn = <A, B>(times: number, rare: fc.Arbitrary<A>, common: fc.Arbitrary<B>): fc.Arbitrary<A | B> =>
  fc.oneof({ withCrossShrink: true }, { arbitrary: common, weight: times - 1 }, { arbitrary: rare, weight: 1 });

export interface Exchange {
  readonly asks: readonly Message[];
  readonly replies: readonly Message[];
}

interface Rounds {
  readonly rounds: number;
  readonly atOnce: number;
  /** Every so often so many are asked at once. */
  readonly many?: number;
}

/** Rounds one after another; what is asked in one round is asked at once. */
export function inRounds(exchange: fc.Arbitrary<Exchange>, { rounds, atOnce, many = atOnce }: Rounds): fc.Arbitrary<Message[]> {
  const exchanges = onceIn(12, some(exchange, { least: Math.ceil(many / 2), most: many }), some(exchange, { least: 1, most: atOnce }));
  const round = exchanges.map((all) => [...all.flatMap(({ asks }) => asks), ...all.flatMap(({ replies }) => replies)]);
  return some(round, { least: 1, most: rounds }).map((all) => all.flat());
}
