import assert from 'node:assert/strict';
import { asSegments, type Message, truth } from './dialogue.ts';
import { enumOf, replay } from './replay.ts';
import { cutEvery, everySplit, mirrored, type Segment } from './segments.ts';

const sizes = [1, 2, 3, 7, 13, 64];
const protocols = enumOf('stream.h', 'l7_protocol');

/** Whole, cut at every place and to every size. */
export function waysToCut(whole: readonly Segment[]): Segment[][] {
  const few = whole.reduce((sum, { bytes }) => sum + bytes.length, 0) < 3000;
  return [[...whole], ...sizes.map((size) => cutEvery(whole, size)), ...(few ? everySplit(whole) : [])];
}

/** However it is cut, seen by the client and by the server: always the same answers, with the times of the segments. */
export function isUnderstood(protocol: string, messages: readonly Message[]): void {
  expectTruth(
    protocol,
    messages,
    waysToCut(asSegments(messages)).flatMap((segments, index) =>
      index > sizes.length ? [index % 2 ? mirrored(segments) : segments] : [segments, mirrored(segments)],
    ),
  );
}

export function expectTruth(protocol: string, messages: readonly Message[], ways: readonly (readonly Segment[])[]): void {
  const found = replay(
    protocol,
    ways.map((segments) => ({ segments })),
  );
  assert.equal(found.length, ways.length);
  for (const [index, segments] of ways.entries()) {
    const of = found[index];
    assert.deepEqual(of?.answers, truth(messages, segments), `${JSON.stringify(segments.map(({ hook, bytes }) => [hook, bytes.toString('latin1')]))}`);
    assert.deepEqual([of.verdicts, of.gaps, of.state.orphans, protocols[of.state.protocol]], [[], 0, 0, protocol.toUpperCase()]);
    assert.equal(of.state.asked, of.state.answered);
  }
}
