import assert from 'node:assert/strict';
import test from 'node:test';
import { transport } from './event-transport.ts';

test('the bench of event transport accounts for every event, whoever reads it', async () => {
  const { contests, verdicts } = await transport({ offeredMillions: [0.2, 0.4], rounds: 1, steadyMs: 50, tell: () => {} });
  const exact = verdicts.filter(({ says }) => says.includes('in each round'));
  assert.equal(exact.length, 4);
  for (const { says, holds } of exact) {
    assert.ok(holds, says);
    assert.match(says, /: [1-9]\d+ events made = [1-9]\d+ read/);
  }
  assert.deepEqual(
    contests.map(({ standings }) => standings.length),
    [4, 3],
  );
  for (const { figures } of contests.flatMap(({ standings }) => standings)) {
    for (const key of ['millionsPerSecond', 'readNs', 'makeNs']) assert.ok((figures[key]?.best ?? 0) > 0, key);
  }
});
