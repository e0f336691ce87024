import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asSegments, type Dialogues, type Message, type Truth, truth } from './dialogue.ts';
import { holds } from './holds.ts';
import { countsIn, fromStart, type Replayed, remembered, replay } from './replay.ts';
import { atBothEnds, cutEvery, cutInto, everySplit, mirrored, type Segment } from './segments.ts';
import { cuts } from './ways.ts';

const sizes = [1, 2, 3, 7, 13, 64];

/** Whole, cut at every place and to every size. */
export function waysToCut(whole: readonly Segment[]): Segment[][] {
  const few = whole.reduce((sum, { bytes }) => sum + bytes.length, 0) < 3000;
  return [[...whole], ...sizes.map((size) => cutEvery(whole, size)), ...(few ? everySplit(whole) : [])];
}

/** A test for each. */
export function areUnderstood(protocol: string, dialogues: Dialogues): void {
  for (const [name, messages] of Object.entries(dialogues)) test(name, () => isUnderstood(protocol, messages));
}

/** However it is cut, seen by the client and by the server: always the same answers, with the times of the segments. */
export function isUnderstood(protocol: string, messages: readonly Message[]): void {
  const ways = waysToCut(asSegments(messages)).flatMap((segments, index) =>
    index > sizes.length ? [index % 2 ? mirrored(segments) : segments] : atBothEnds(segments),
  );
  expectTruth(protocol, messages, ways);
}

export function expectTruth(protocol: string, messages: readonly Message[], ways: readonly (readonly Segment[])[]): void {
  expectTruths(
    protocol,
    ways.map((segments) => ({ messages, segments })),
  );
}

interface Seen {
  readonly messages: readonly Message[];
  readonly segments: readonly Segment[];
}

/** Of several dialogues at once. */
export function expectTruths(protocol: string, all: readonly Seen[]): void {
  const found = replay(
    protocol,
    all.map(({ segments }) => fromStart(segments)),
  );
  assert.equal(found.length, all.length);
  for (const [index, { messages, segments }] of all.entries()) {
    const of = found[index];
    const way = () => JSON.stringify(segments.map(({ hook, bytes }) => [hook, bytes.toString('latin1')]));
    expectEqual(of?.answers, asTimed(truth(messages, segments), messages, of), way);
    expectEqual([of?.verdicts, of?.gaps, of?.state.orphans, of?.protocol, of?.state.asked], [[], 0, 0, protocol.toUpperCase(), of?.state.answered], way);
  }
}

/** Where more may wait at once than are remembered, answers are not timed, and perhaps of no method. */
function asTimed(expected: readonly Truth[], messages: readonly Message[], found: Replayed | undefined): readonly Truth[] {
  if (mostAtOnce(messages) <= remembered) return expected;
  return expected.map((answer, index) => {
    const { method = '', ticks } = found?.answers[index] ?? {};
    return ticks === undefined ? { ...answer, ticks, ...(method === 'OTHER' && { method }) } : answer;
  });
}

/** What the client says before it is answered, at most. */
function mostAtOnce(messages: readonly Message[]): number {
  let most = 0;
  let now = 0;
  for (const { from } of messages) {
    now = from === 'client' ? now + 1 : 0;
    most = Math.max(most, now);
  }
  return most;
}

/** To say what was sent takes longer than to find that all is well. */
function expectEqual(actual: unknown, expected: unknown, said: () => string): void {
  try {
    assert.deepEqual(actual, expected);
  } catch (cause) {
    throw new Error(said(), { cause });
  }
}

/** The parsing ends with this verdict, however it is cut, at both ends. What was answered before is counted. */
export function isLeftAlone(protocol: string, messages: readonly Message[], verdict: string): void {
  const ways = waysToCut(asSegments(messages)).flatMap(atBothEnds);
  for (const [index, { answers, verdicts, protocol: taken, state }] of replay(protocol, ways.map(fromStart)).entries()) {
    assert.deepEqual(answers, truth(messages, ways[index] ?? []));
    assert.deepEqual([verdicts, taken, state.asked], [[verdict], 'LEFT_ALONE', answers.length]);
  }
}

/** More requests at once than are remembered: how many there are of each kind, however they are cut. The last one is timed again. */
export function areCounted(protocol: string, messages: readonly Message[], expected: Readonly<Record<string, number>>): void {
  const last = messages.findLast(({ method }) => method !== undefined);
  for (const found of replay(protocol, waysToCut(asSegments(messages)).map(fromStart))) {
    const { state, verdicts, answers } = found;
    assert.deepEqual([countsIn([found]), state.asked - state.answered, verdicts], [expected, 0, []]);
    assert.equal(answers.at(-1)?.method, last?.method);
    assert.notEqual(answers.at(-1)?.ticks, undefined);
  }
}

/** What waits when the connection ends is lost, if it may have been answered. */
export function areTrueOrLost(protocol: string, dialogues: fc.Arbitrary<readonly Message[]>): void {
  const seen = fc.record({ messages: dialogues, sizes: cuts });
  holds(seen, { batches: 4, most: 40 }, (batch) => {
    const ways = batch.map(({ messages, sizes }) => cutInto(asSegments(messages), sizes));
    for (const [index, { answers, state, verdicts }] of replay(protocol, ways.map(fromStart)).entries()) {
      const expected = truth(batch[index]?.messages ?? [], ways[index] ?? []);
      const waits = state.asked - state.answered;
      assert.ok(answers.length + state.unparsed + (state.untold ? waits : 0) >= expected.length, `of ${expected.length} only ${answers.length} are counted`);
      for (const [status, count] of statuses(answers)) assert.ok(count <= (statuses(expected).get(status) ?? 0), `${count} have the status ${status}`);
      assert.deepEqual(verdicts, []);
    }
  });
}

function statuses(answers: readonly { readonly status: number }[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
