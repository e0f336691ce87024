import assert from 'node:assert/strict';
import { recordingProxy } from './recording-proxy.ts';
import { countsIn, fromStart, replay } from './replay.ts';
import { cutEvery, type Segment } from './segments.ts';

/** What the parser counts while clients talk to the server. */
export async function countsWhile(protocol: string, serverPort: number, talk: (port: number) => Promise<unknown>): Promise<Record<string, number>> {
  await using proxy = await recordingProxy(serverPort);
  await talk(proxy.port);
  return countsOf(protocol, proxy.recorded());
}

/** The answers of recorded connections by method and status; cut to any size they are the same, and none is left. */
function countsOf(protocol: string, connections: readonly (readonly Segment[])[]): Record<string, number> {
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
  const spoken = connections.filter(({ length }) => length > 0).map(fromStart);
  const found = replay(protocol, spoken);
  for (const { verdicts, state, protocol: taken } of found) {
    assert.deepEqual([verdicts, state.orphans, taken, state.asked - state.answered], [[], 0, protocol.toUpperCase(), 0]);
  }
  return countsIn(found);
}
