import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { asSegments, type Message, truth } from './dialogue.ts';
import { fromStart, replay, summary } from './replay.ts';
import { atBothEnds, cutAtRandom, followedBy, outOfOrder, type RandomNumbers, randomNumbers, type Segment, segmentsOf, sentAgain } from './segments.ts';
import { expectTruth } from './truth.ts';

/** What every parser withstands, beside the dialogues of its own test. */

interface Protocol {
  /** Requests and answers of several packets, some of them at once. */
  readonly onTheWay: readonly Message[];
  readonly randomDialogue: (numbers: RandomNumbers) => readonly Message[];
  /** What comes before mere noise, so that this parser gets it. */
  readonly opening: readonly Message[];
}

export function conforms(protocol: string, { onTheWay, randomDialogue, opening }: Protocol): void {
  suite('on the way', () => {
    const whole = asSegments(onTheWay);

    test('segments are sent again, with the same bounds and with others', () => expectTruth(protocol, onTheWay, waysSentAgain(whole)));

    test('segments come in any order, and the reads fill the holes', () => {
      const answers = truth(onTheWay, whole).map(({ method, status }) => `${method} ${status}`);
      for (const found of replay(protocol, waysOutOfOrder(whole).map(fromStart))) {
        assert.deepEqual([summary(found), found.verdicts, found.gaps, found.state.orphans], [answers, [], 0, 0]);
      }
    });
  });

  test('dialogues made at random are understood, however they are cut', () => {
    const numbers = randomNumbers(1);
    for (let round = 0; round < 80; round++) {
      const messages = randomDialogue(numbers);
      const whole = asSegments(messages);
      expectTruth(protocol, messages, [whole, ...Array.from({ length: 9 }, () => cutAtRandom(whole, numbers, 1 + numbers.below(400)))]);
    }
  });

  survivesAnyBytes(protocol, { opening: asSegments(opening), dialogue: (numbers) => asSegments(randomDialogue(numbers)) });
}

/** Cut into small pieces and into larger ones, as both sides see it, some of it twice. */
export function waysSentAgain(whole: readonly Segment[]): Segment[][] {
  const numbers = randomNumbers(2);
  return Array.from({ length: 100 }, (_, index) => atBothEnds(whole).map((way) => sentAgain(way, cutAtRandom(way, numbers, 1 + index * 3), numbers))).flat();
}

/** The same, each side's packets in any order. */
export function waysOutOfOrder(whole: readonly Segment[]): Segment[][] {
  const numbers = randomNumbers(3);
  return Array.from({ length: 100 }, (_, index) => atBothEnds(whole).map((way) => outOfOrder(way, numbers, 1 + index * 3))).flat();
}

interface AnyBytes {
  readonly opening: readonly Segment[];
  readonly dialogue: (numbers: RandomNumbers) => readonly Segment[];
}

export function survivesAnyBytes(protocol: string, { opening, dialogue }: AnyBytes): void {
  test('any bytes are survived', () => {
    const numbers = randomNumbers(4);
    const connections = Array.from({ length: 1000 }, (_, index) => ({
      fromStart: index % 3 !== 0,
      segments: index % 4 ? cutAtRandom(dialogue(numbers), numbers, 300).map((segment) => damaged(segment, numbers)) : followedBy(opening, noise(numbers)),
    }));
    for (const { state } of replay(protocol, connections)) assert.ok(state.asked - state.answered >= 0);
  });
}

function damaged(segment: Segment, numbers: RandomNumbers): Segment {
  const bytes = Buffer.from(segment.bytes);
  for (let left = numbers.below(4); left > 0; left--) bytes[numbers.below(bytes.length)] = numbers.below(256);
  return { ...segment, bytes };
}

function noise(numbers: RandomNumbers): Segment[] {
  const turn = () => [numbers.below(2) ? 'sent' : 'received', numbers.bytes(1 + numbers.below(600))] as const;
  return segmentsOf(Array.from({ length: 1 + numbers.below(6) }, turn));
}
