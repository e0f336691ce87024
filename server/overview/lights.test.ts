import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Check, collectorCheck } from '#contract/doctor.ts';
import type { Doctor } from '#contract/routes.ts';
import { agentReport } from '../fixtures/agent-endpoint.ts';
import { inputOf, lightOf, pipelineCalm, pipelineThings, thingsOf } from './lights.ts';
import type { Signal } from './signals.ts';

const full: Signal = {
  light: 'storage',
  name: 'filesystem, taken',
  unit: 'ratio',
  query: () => '',
  warning: 0.9,
  critical: 0.97,
  says: (value) => `${value} full`,
  about: ({ node = '' }) => ({ kind: 'node', id: node, name: node }),
};
const samples = [0.5, 0.91, 0.99, 0.93, 0.9].map((value, index) => ({ labels: { node: `node-${index}` }, value }));

test('what is below the warning is nothing to look at; the worst comes first, three of them, and the rest is counted', () => {
  const light = lightOf('storage', thingsOf(full, samples), 'all fine');
  assert.equal(light.state, 'critical');
  assert.equal(light.says, 'node-2: 0.99 full, and 3 more.');
  assert.deepEqual(
    light.things.map(({ name, state }) => [name, state]),
    [
      ['node-2', 'critical'],
      ['node-3', 'warning'],
      ['node-1', 'warning'],
    ],
  );
  assert.equal(light.more, 1);
});

test('what says by itself whom it is about is not named twice', () => {
  const things = thingsOf({ ...full, says: () => 'node-2 is full' }, samples.slice(2, 3));
  assert.equal(lightOf('storage', things, 'all fine').says, 'node-2 is full.');
});

test('a light with nothing to complain of says what is fine', () => {
  assert.deepEqual(lightOf('storage', thingsOf(full, samples.slice(0, 1)), 'the fullest is 50 % full'), {
    name: 'storage',
    state: 'ok',
    says: 'The fullest is 50 % full.',
    things: [],
    more: 0,
    inputs: [],
  });
});

test('what the checks of a host find belongs to the pipeline; a collector is told by its agent', () => {
  const check = (name: string, state: Check['state']): Check => ({ name, state, says: 'why', mend: '' });
  const report = {
    ...agentReport('web-1'),
    checks: [check(collectorCheck('tcp'), 'failed'), check('series budget', 'warning'), check('unix sockets', 'info')],
  };
  const doctor: Doctor = {
    at: '2026-01-01T00:00:00Z',
    state: 'failed',
    checks: [check('Prometheus', 'failed'), check('Losses', 'ok')],
    hosts: [{ node: 'web-1', cluster: 'c', health: { state: 'warning', reasons: [] }, agentUp: true, report, rejectedSamples: [] }],
    lost: { total: 0, ratio: 0, byReason: [] },
    pipeline: null,
  };
  assert.deepEqual(
    pipelineThings(doctor).map(({ name, state }) => [name, state]),
    [
      ['Prometheus', 'critical'],
      ['series budget on web-1', 'warning'],
    ],
  );
  assert.match(pipelineCalm(doctor), /^all 5 checks .* on 1 node$/);
});

test('what a signal was held against is kept with its worst, and with nothing where nothing was measured', () => {
  const { query: _, ...input } = inputOf(full, 'used', samples);
  assert.deepEqual(input, { name: 'filesystem, taken', state: 'critical', value: 0.99, unit: 'ratio', of: 'node-2', warning: 0.9, critical: 0.97 });
  assert.deepEqual(inputOf({ ...full, critical: Number.POSITIVE_INFINITY }, 'used', []), {
    name: 'filesystem, taken',
    state: 'ok',
    value: null,
    unit: 'ratio',
    of: '',
    warning: 0.9,
    critical: null,
    query: 'used',
  });
});
