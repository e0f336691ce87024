import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { some } from './arbitraries.ts';
import { asSegments, type Message, truth } from './dialogue.ts';
import { holds } from './holds.ts';
import { type Connection, fromStart, replay, summary } from './replay.ts';
import { cutInto, followedBy, type Segment, segmentsOf } from './segments.ts';
import { expectTruth, expectTruths } from './truth.ts';
import { asDisordered, asResent, asStrays, cuts, damage, damaged, disordered, noise, resent, strays } from './ways.ts';

/** What every parser withstands, beside the dialogues of its own test. */

interface Protocol {
  /** Requests and answers of several packets, some of them at once. */
  readonly onTheWay: readonly Message[];
  readonly dialogue: fc.Arbitrary<readonly Message[]>;
  /** What comes before mere noise, so that this parser gets it. */
  readonly opening: readonly Message[];
}

export function conforms(protocol: string, { onTheWay: messages, dialogue, opening }: Protocol): void {
  const whole = asSegments(messages);
  const answers = truth(messages, whole).map(({ method, status }) => `${method} ${status}`);

  suite('on the way', () =>
    onTheWay(whole, {
      sentAgain: (ways) => expectTruth(protocol, messages, ways),
      outOfOrder: (ways) => {
        for (const found of replay(protocol, ways.map(fromStart))) {
          assert.deepEqual([summary(found), found.verdicts, found.gaps, found.state.orphans], [answers, [], 0, 0]);
        }
      },
    }));

  test('any dialogues are understood, however they are cut', () => {
    const cutAnyhow = fc.record({ messages: dialogue, ways: some(cuts, { least: 1, most: 12 }) });
    holds(cutAnyhow, { batches: 10, most: 24, examples: [{ messages, ways: [[], [1], [2], [3]] }] }, (batch) => {
      const seen = batch.flatMap(({ messages: said, ways }) => ways.map((sizes) => ({ messages: said, segments: cutInto(asSegments(said), sizes) })));
      expectTruths(protocol, seen);
    });
  });

  survivesAnyBytes(protocol, { opening: asSegments(opening), dialogue, segments: asSegments });
}

interface OnTheWay {
  readonly sentAgain: (ways: readonly Segment[][]) => void;
  readonly outOfOrder: (ways: readonly Segment[][]) => void;
}

/** What must be so of the same dialogue as it may come past. */
export function onTheWay(whole: readonly Segment[], expect: OnTheWay): void {
  const sides = ['client', 'server'] as const;
  const sizes = [1, 2, 7, 44, 100, 298];

  test('segments are sent again, with the same bounds and with others', () => {
    const agains = [{ begin: 0, length: 9998, isWider: true }, undefined, { begin: 1, length: 0, isWider: false }];
    const examples = sides.flatMap((seenBy) => sizes.map((size) => ({ seenBy, sizes: [size], again: agains })));
    holds(resent, { batches: 6, most: 50, examples }, (ways) => expect.sentAgain(ways.map((way) => asResent(whole, way))));
  });

  test('segments come in any order, and the reads fill the holes', () => {
    const examples = sides.flatMap((seenBy) => sizes.map((size) => ({ seenBy, packets: [size], places: [2, 1, 0], reads: [size + 1] })));
    holds(disordered, { batches: 6, most: 50, examples }, (ways) => expect.outOfOrder(ways.map((way) => asDisordered(whole, way))));
  });
}

interface AnyBytes<Dialogue> {
  readonly opening: readonly Segment[];
  readonly dialogue: fc.Arbitrary<Dialogue>;
  readonly segments: (dialogue: Dialogue) => readonly Segment[];
}

/** No crash, no read out of bounds, no end that does not come, and never more answers than requests. */
export function survivesAnyBytes<Dialogue>(protocol: string, { opening, dialogue, segments }: AnyBytes<Dialogue>): void {
  const survived = (connections: readonly Connection[]) => {
    for (const { state } of replay(protocol, connections)) assert.ok(state.asked >= state.answered);
  };

  suite('any bytes are survived', () => {
    test('in place of some of a dialogue, whose segments come twice, in any order or never', () => {
      const way = fc.oneof(
        resent.map((of) => ({ resent: of })),
        disordered.map((of) => ({ disordered: of })),
      );
      const connection = fc.record({ isFromStart: fc.boolean(), dialogue, way, damage });
      holds(connection, { batches: 8, most: 100 }, (batch) =>
        survived(
          batch.map(({ isFromStart, dialogue: said, way: of, damage: done }) => {
            const whole = segments(said);
            const seen = 'resent' in of ? asResent(whole, of.resent) : asDisordered(whole, of.disordered);
            return { fromStart: isFromStart, segments: damaged(seen, done) };
          }),
        ),
      );
    });

    test('after the opening, or as all there is', () => {
      const connection = fc.record({ isFromStart: fc.boolean(), opens: fc.boolean(), noise, sizes: cuts });
      holds(connection, { batches: 4, most: 100 }, (batch) =>
        survived(
          batch.map(({ isFromStart, opens, noise: turns, sizes }) => {
            const whole = segmentsOf(turns);
            return { fromStart: isFromStart, segments: cutInto(opens ? followedBy(opening, whole) : whole, sizes) };
          }),
        ),
      );
    });

    test('in segments that follow on nothing', () => {
      const connection = fc.record({ isFromStart: fc.boolean(), opens: fc.boolean(), strays });
      holds(connection, { batches: 4, most: 100 }, (batch) =>
        survived(batch.map(({ isFromStart, opens, strays: all }) => ({ fromStart: isFromStart, segments: [...(opens ? opening : []), ...asStrays(all)] }))),
      );
    });
  });
}
