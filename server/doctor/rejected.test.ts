import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentReport } from '../fixtures/agent-endpoint.ts';
import { hostOf } from './agents.ts';
import { rejectedCheck } from './rejected.ts';

const load = { source: 'loadavg', field: 'load1', count: 180 };
const memory = { source: 'meminfo', field: 'MemFree', count: 1 };
const answer = { node: 'a', report: agentReport('a') };

test('the doctor names the field and the source of what was rejected, on each node', () => {
  const { state, says, mend } = rejectedCheck(
    new Map([
      ['a', [load, memory]],
      ['b', [memory]],
    ]),
  );
  assert.equal(state, 'warning');
  assert.equal(
    says,
    'sample rejected on a in the last 15 minutes: load1 of loadavg, 180 times; MemFree of meminfo, once; sample rejected on b in the last 15 minutes: MemFree of meminfo, once',
  );
  assert.notEqual(mend, '');
});

test('without a rejected sample it says so', () => {
  const { state, says } = rejectedCheck(new Map());
  assert.deepEqual([state, says], ['ok', 'none was rejected in the last 15 minutes']);
});

test('a host whose sample was rejected is a warning; one of which that is not known is not', () => {
  assert.deepEqual(hostOf(answer, 'test', [load]).health, { state: 'warning', reasons: ['sample rejected: load1 of loadavg, 180 times'] });
  for (const samples of [[], null]) {
    const { health, rejectedSamples } = hostOf(answer, 'test', samples);
    assert.equal(health.state, 'ok');
    assert.equal(rejectedSamples, samples);
  }
});
