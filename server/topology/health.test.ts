import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confidenceOf, lostIn } from './confidence.ts';
import type { AgentPresence, WindowFacts } from './facts.ts';
import { addAttempts, healthOf, worst } from './health.ts';

const attempts = (connects: number, failures: Readonly<Record<string, number>> = {}) => ({ connects, failures: new Map(Object.entries(failures)) });
const stateOf = (connects: number, failures: Readonly<Record<string, number>> = {}, seen = true) =>
  healthOf(attempts(connects, failures), seen, 'failed').state;

test('from 1 % of failed connects an edge is a warning, from 5 % critical', () => {
  assert.equal(stateOf(1000, { refused: 10 }), 'ok');
  assert.equal(stateOf(990, { refused: 10 }), 'warning');
  assert.equal(stateOf(951, { refused: 49 }), 'warning');
  assert.equal(stateOf(950, { refused: 30, timeout: 20 }), 'critical');
  assert.equal(stateOf(0, { refused: 10 }), 'critical');
});

test('fewer than ten connects are too few to judge, and failures among them are said', () => {
  assert.equal(stateOf(9), 'ok');
  assert.deepEqual(healthOf(attempts(4, { timeout: 5 }), true, 'to it failed'), {
    state: 'unknown',
    reasons: ['5 of 9 connects to it failed: timeout; too few to judge'],
  });
});

test('nothing seen is unknown; bytes without connects are fine', () => {
  assert.equal(stateOf(0, {}, false), 'unknown');
  assert.equal(stateOf(0, {}, true), 'ok');
});

test('the most frequent reasons are named, the worst first', () => {
  assert.deepEqual(healthOf(attempts(0, { refused: 1, timeout: 30, reset: 9 }), true, 'failed').reasons, ['40 of 40 connects failed: timeout and reset']);
});

test('sums that floating point left a hair below ten are ten', () => {
  assert.equal(stateOf(0, { refused: 9.999999999999998 }), 'critical');
});

test('a node is as bad as the worst that is said of it', () => {
  const warning = { state: 'warning', reasons: ['a'] } as const;
  const critical = { state: 'critical', reasons: ['b'] } as const;
  const ok = { state: 'ok', reasons: [] as string[] } as const;
  assert.deepEqual(worst([ok, { ...warning, reasons: ['a'] }, { ...critical, reasons: ['b'] }]), { state: 'critical', reasons: ['b'] });
  assert.deepEqual(worst([]), { state: 'ok', reasons: [] });
  const sum = addAttempts([attempts(3, { refused: 1 }), attempts(4, { refused: 2, timeout: 5 })]);
  assert.equal(sum.connects, 7);
  assert.deepEqual(
    [...sum.failures],
    [
      ['refused', 3],
      ['timeout', 5],
    ],
  );
});

const steady: AgentPresence = { node: 'a', up: true, coveredSeconds: 900, restarts: 0, gapSeconds: 0 };
const facts = (changes: Partial<WindowFacts>): WindowFacts => ({ edges: new Map(), listeners: [], agents: [steady], lost: [], events: new Map(), ...changes });

test('counts are whole while nothing was lost and the agent was read all the time', () => {
  assert.deepEqual(confidenceOf('tcp', facts({ events: new Map([['tcp', 5]]) })), { state: 'full', lostRatio: 0, reasons: [] });
});

test('what the collectors of a transport lost makes its counts lower bounds, and those of the other not', () => {
  const lossy = facts({
    lost: [{ node: 'a', collector: 'tcp', reason: 'edge_map_full', count: 25 }],
    events: new Map([
      ['tcp', 50],
      ['sockets', 25],
      ['udp', 1000],
    ]),
  });
  const tcp = confidenceOf('tcp', lossy);
  assert.equal(tcp.state, 'partial');
  assert.equal(tcp.lostRatio, 0.25);
  assert.deepEqual(tcp.reasons, ['tcp on a lost 25 events (edge map full)']);
  assert.equal(confidenceOf('udp', lossy).state, 'full');
  assert.deepEqual(lostIn(lossy), { total: 25, ratio: 25 / 1100, byReason: lossy.lost });
});

test('a restart and a hole in the scrapes are said', () => {
  const { state, reasons } = confidenceOf('udp', facts({ agents: [{ ...steady, restarts: 2, gapSeconds: 40 }] }));
  assert.equal(state, 'partial');
  assert.deepEqual(reasons, ['the agent of a was restarted 2 times', 'nothing was read from the agent of a for 40 s']);
});
