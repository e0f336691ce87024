import assert from 'node:assert/strict';
import { enumOf, replay } from './replay.ts';
import { cutEvery, type Segment } from './segments.ts';

const protocols = enumOf('stream.h', 'l7_protocol');

/** The answers of recorded connections by method and status; cut to any size they are the same, and none is left. */
export function countsOf(protocol: string, connections: readonly (readonly Segment[])[]): Record<string, number> {
  const bytes = connections.flat().reduce((sum, segment) => sum + segment.bytes.length, 0);
  const sizes = bytes < 4e6 ? [1448, 64, 7] : [1448];
  const whole = countsOfSegments(protocol, connections);
  for (const size of sizes) {
    const cut = connections.map((segments) => cutEvery(segments, size));
    assert.deepEqual(countsOfSegments(protocol, cut), whole, `cut to ${size} bytes`);
  }
  return whole;
}

function countsOfSegments(protocol: string, connections: readonly (readonly Segment[])[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const spoken = connections.filter(({ length }) => length > 0).map((segments) => ({ segments }));
  for (const { answers, verdicts, state } of replay(protocol, spoken)) {
    assert.deepEqual([verdicts, state.orphans, protocols[state.protocol], state.asked - state.answered], [[], 0, protocol.toUpperCase(), 0]);
    for (const { method, status } of answers) counts[`${method} ${status}`] = (counts[`${method} ${status}`] ?? 0) + 1;
  }
  return counts;
}
