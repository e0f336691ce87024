import assert from 'node:assert/strict';
import test from 'node:test';
import { compare } from './metrics-exposition.ts';

test('the bench of /metrics measures ours and prom-client on the same text', async () => {
  const { contest, sameText } = await compare({ count: 3000, isScraped: true, golang: undefined, rounds: 2, tell: () => {} });
  assert.deepEqual(sameText, [{ says: '3000: the same bytes from sonde, prom-client, after sorting the lines', holds: true }]);
  assert.deepEqual(
    contest.standings.map(({ contender }) => contender),
    ['sonde', 'prom-client'],
  );
  for (const { figures } of contest.standings) {
    assert.deepEqual(Object.keys(figures), ['serializeMs', 'cpuMs', 'blockMs', 'httpMs']);
    for (const key of ['serializeMs', 'cpuMs', 'httpMs']) assert.ok((figures[key]?.best ?? 0) > 0, key);
  }
});
