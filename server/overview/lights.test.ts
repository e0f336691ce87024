import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry } from 'prom-client';
import { type Check, collectorCheck } from '#contract/doctor.ts';
import type { Doctor } from '#contract/routes.ts';
import { findingsIn, findingsQuery } from '../doctor/findings.ts';
import { keepFindings } from '../doctor/kept-findings.ts';
import { agentReport } from '../fixtures/agent-endpoint.ts';
import { promtoolFinds } from '../fixtures/promtool.ts';
import { syntheticTopology } from '../fixtures/synthetic-topology.ts';
import { inputOf, lightOf, networkCalm, networkThings, pipelineCalm, pipelineInput, pipelineThings, thingsOf } from './lights.ts';
import { findings as findingsSignal, type Signal } from './signals.ts';

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

test('a share of a table that has no limit is nothing to look at, and colours nothing', () => {
  const endless = [{ labels: { node: 'a' }, value: Number.POSITIVE_INFINITY }];
  assert.deepEqual([thingsOf(full, endless), inputOf(full, '', endless).state], [[], 'ok']);
});

test('that none fails is said of as much time as was watched', () => {
  const { edges } = syntheticTopology({ nodes: 60, edges: 300, namespaces: 1 }, 1);
  const calm = (watchedSeconds: number) =>
    networkCalm({ edges: edges.slice(0, 1).map((edge) => ({ ...edge, l7: { ...edge.l7, seen: false } })), watchedSeconds });
  assert.equal(calm(12.4), '1 connection between workloads, and none fails in the 12 s that were watched');
  assert.equal(calm(900), '1 connection between workloads, and none fails');
});

test('what says by itself whom it is about is not named twice', () => {
  const things = thingsOf({ ...full, says: () => 'node-2 is full' }, samples.slice(2, 3));
  assert.equal(lightOf('storage', things, 'all fine').says, 'node-2 is full.');
});

test('what says itself in whole sentences ends in one full stop', () => {
  const things = thingsOf({ ...full, says: () => 'the disk is full. Writes fail.' }, samples.slice(2, 4));
  assert.equal(lightOf('storage', things.slice(0, 1), 'all fine').says, 'node-2: the disk is full. Writes fail.');
  assert.equal(lightOf('storage', things, 'all fine').says, 'node-2: the disk is full. Writes fail, and 1 more.');
});

test('a light says what is wrong in words, and adds no alerts to it; without a cause, which alerts fire', () => {
  const alerts = { kind: 'alerts', id: 'storage', name: '167 alerts fire', state: 'critical', says: 'DiskFull' } as const;
  const causes = thingsOf(full, samples);
  assert.equal(lightOf('storage', [alerts, ...causes], 'all fine').says, 'node-2: 0.99 full, and 3 more.');
  assert.equal(lightOf('storage', [alerts, ...causes.slice(0, 1)], 'all fine').says, 'node-2: 0.99 full.');
  assert.equal(lightOf('storage', [alerts, ...causes.slice(1)], 'all fine').says, '167 alerts fire: DiskFull.', 'what merely warns is not why it is critical');
  assert.equal(lightOf('storage', [alerts], 'all fine').says, '167 alerts fire: DiskFull.');
});

test('connections are named with their namespaces where there is more than one', () => {
  const namesIn = (namespaces: number) => networkThings(syntheticTopology({ nodes: 60, edges: 300, namespaces }, 1)).map(({ name }) => name);
  assert.ok(namesIn(3).length > 0);
  for (const name of namesIn(3)) assert.match(name, /\/.* → /, name);
  assert.ok(namesIn(1).length > 0);
  for (const name of namesIn(1)) assert.doesNotMatch(name, /\//, name);
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

const check = (name: string, state: Check['state']): Check => ({ name, state, says: 'why', mend: '' });

function examined(ofSonde: readonly Check[], ofHost: readonly Check[]): Doctor {
  return {
    at: '2026-01-01T00:00:00Z',
    state: 'failed',
    checks: [...ofSonde],
    hosts: [
      {
        ...{ node: 'web-1', cluster: 'c', health: { state: 'warning', reasons: [] }, agentUp: true, rejectedSamples: [] },
        report: { ...agentReport('web-1'), checks: [...ofHost] },
      },
    ],
    lost: { total: 0, ratio: 0, byReason: [] },
    pipeline: null,
  };
}

const ofSonde = [check('Losses', 'ok'), check('Disk', 'warning'), check('Prometheus', 'failed')];
const ofHost = [check(collectorCheck('tcp'), 'failed'), check('series budget', 'warning'), check('unix sockets', 'info')];

test('what the checks of a host find belongs to the pipeline; a collector is told by its agent', () => {
  const doctor = examined(ofSonde, ofHost);
  assert.deepEqual(
    pipelineThings(doctor).map(({ name, state }) => [name, state]),
    [
      ['Disk', 'warning'],
      ['Prometheus', 'critical'],
      ['series budget on web-1', 'warning'],
    ],
  );
  assert.match(pipelineCalm(doctor), /^all 5 checks .* on 1 node$/);
});

test('what the doctor found is kept as series, of which the same colour and input come later', async () => {
  for (const doctor of [examined(ofSonde, ofHost), examined(ofSonde.slice(0, 1), ofHost.slice(2))]) {
    const registry = new Registry();
    keepFindings(registry, () => ({ ...doctor, at: new Date().toISOString() }));
    const series = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const findings = findingsIn(doctor).map(({ name, state }) => ({ labels: { check: name }, value: state === 'failed' ? 2 : 1 }));
    const samples = [...findings, { labels: {}, value: 0 }];
    await promtoolFinds(
      findingsQuery,
      series.map((line) => ({ series: line.slice(0, line.lastIndexOf(' ')), value: Number(line.slice(line.lastIndexOf(' '))) })),
      samples.map(({ labels, value }) => ({ labels: `{${Object.entries(labels).map(([name, text]) => `${name}="${text}"`)}}`, value })),
    );
    assert.deepEqual(inputOf(findingsSignal, findingsQuery, samples), pipelineInput(doctor));
    assert.deepEqual(
      thingsOf(findingsSignal, samples).map(({ kind, name, state }) => ({ kind, name, state })),
      [...pipelineThings(doctor)].sort((a, b) => (a.state < b.state ? -1 : 1)).map(({ kind, name, state }) => ({ kind, name, state })),
    );
  }
});

test('of checks with one name the worst is kept; how many there are is counted without those that another tells', async () => {
  const registry = new Registry();
  const doctor = examined([check('Event store', 'failed'), check('Event store', 'warning'), check('Losses', 'ok')], ofHost);
  keepFindings(registry, () => ({ ...doctor, at: new Date().toISOString() }));
  const told = (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  assert.deepEqual(told, [
    'sonde_doctor_checks{state="failed"} 1',
    'sonde_doctor_checks{state="warning"} 2',
    'sonde_doctor_checks{state="ok"} 2',
    'sonde_doctor_finding{check="Event store"} 2',
    'sonde_doctor_finding{check="series budget on web-1"} 1',
  ]);
});

test('what the doctor found long ago is not told as of now', async () => {
  const registry = new Registry();
  keepFindings(registry, () => examined(ofSonde, ofHost));
  assert.doesNotMatch(await registry.metrics(), /^sonde/m);
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
