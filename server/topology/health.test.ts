import assert from 'node:assert/strict';
import { test } from 'node:test';
import { confidenceOf, lostIn, requestConfidence, trustIn } from './confidence.ts';
import type { AgentPresence, EdgeFacts, WindowFacts } from './facts.ts';
import { newFacts } from './gather.ts';
import { protocolFacts } from './gather-requests.ts';
import { type Answers, addAttempts, healthOf, sideHealth, worst } from './health.ts';

const attempts = (connects: number, failures: Readonly<Record<string, number>> = {}) => ({ connects, failures: new Map(Object.entries(failures)) });
const judged = (connects: number, failures: Readonly<Record<string, number>> = {}, answers: readonly Answers[] = [], seen = true) =>
  healthOf({ ...attempts(connects, failures), seen, isNew: false, answers });
const stateOf = (connects: number, failures: Readonly<Record<string, number>> = {}, seen = true) => judged(connects, failures, [], seen).state;

test('from 1 % of failed connects an edge is a warning, from 5 % critical', () => {
  assert.equal(stateOf(1000, { refused: 10 }), 'ok');
  assert.equal(stateOf(990, { refused: 10 }), 'warning');
  assert.equal(stateOf(951, { refused: 49 }), 'warning');
  assert.equal(stateOf(950, { refused: 30, timeout: 20 }), 'critical');
  assert.equal(stateOf(0, { refused: 10 }), 'critical');
});

test('fewer than ten connects are too few to judge, and failures among them are said', () => {
  assert.equal(stateOf(9), 'ok');
  assert.deepEqual(healthOf({ ...attempts(4, { timeout: 5 }), seen: true, isNew: false, answers: [] }, ' to it'), {
    state: 'unknown',
    reasons: ['5 of 9 connects to it failed: timeout; too few to judge'],
  });
});

test('an edge whose counts are not recorded yet has just appeared', () => {
  const appeared = healthOf({ ...attempts(0), seen: false, isNew: true, answers: [] });
  assert.deepEqual(appeared, { state: 'unknown', reasons: ['just appeared: figures come within seconds'], justAppeared: true });
  assert.equal(worst([appeared, { state: 'unknown', reasons: ['few'] }]).justAppeared, true);
  assert.equal(worst([appeared, { state: 'warning', reasons: ['slow'] }]).justAppeared, undefined);
  assert.equal(
    worst([
      { state: 'unknown', reasons: ['gone'], notWatched: true },
      { state: 'unknown', reasons: ['few'] },
    ]).notWatched,
    true,
  );
});

test('nothing seen is unknown; bytes without connects are fine', () => {
  assert.equal(stateOf(0, {}, false), 'unknown');
  assert.equal(stateOf(0, {}, true), 'ok');
});

test('the most frequent reasons are named, the worst first', () => {
  assert.deepEqual(judged(0, { refused: 1, timeout: 30, reset: 9 }).reasons, ['40 of 40 connects failed: timeout and reset']);
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

const asked = (requests: number, errors: number, more: Partial<Answers> = {}): Answers => ({
  what: 'HTTP requests',
  requests,
  errors,
  causes: '',
  recentP99Seconds: null,
  usualP99Seconds: null,
  ...more,
});

test('from 1 % of failed requests an edge is a warning, from 5 % critical, above ten of them', () => {
  const state = (requests: number, errors: number) => judged(0, {}, [asked(requests, errors)]).state;
  assert.equal(state(1000, 9), 'ok');
  assert.equal(state(1000, 10), 'warning');
  assert.equal(state(1000, 50), 'critical');
  assert.equal(state(9, 0), 'ok');
  assert.deepEqual(judged(0, {}, [asked(9, 3, { causes: '503' })]), {
    state: 'unknown',
    reasons: ['3 of 9 HTTP requests failed: 503; too few to judge'],
  });
});

test('the worst of connects and protocols counts, and a few failed connects say nothing beside many requests', () => {
  const dns = asked(100, 2, { what: 'DNS queries' });
  assert.deepEqual(judged(990, { refused: 10 }, [asked(1000, 100), dns]), { state: 'critical', reasons: ['100 of 1\u202f000 HTTP requests failed'] });
  assert.deepEqual(judged(990, { refused: 10 }, [dns]).reasons, ['10 of 1\u202f000 connects failed: refused', '2 of 100 DNS queries failed']);
  assert.equal(judged(1, { refused: 1 }, [asked(1000, 0)]).state, 'ok');
  assert.equal(judged(1, { refused: 1 }, [asked(3, 0)]).state, 'unknown');
});

test('requests that take more than five times as long as in the hour before are a warning, once there are enough', () => {
  const slow = (requests: number, recentP99Seconds: number | null, usualP99Seconds: number | null) =>
    judged(0, {}, [asked(requests, 0, { recentP99Seconds, usualP99Seconds })]);
  assert.deepEqual(slow(100, 0.842, 0.021), { state: 'warning', reasons: ['the p99 of HTTP requests is 842 ms, 40.1 times that of the hour before'] });
  assert.equal(slow(100, 0.105, 0.021).state, 'ok');
  assert.equal(slow(99, 0.842, 0.021).state, 'ok');
  assert.equal(slow(1000, 0.842, null).state, 'ok');
});

const end = (name: string) => ({ kind: 'process' as const, name, namespace: '' });
function edge(client: string, server: string, requests: number, errors: number, recent: number | null = null): EdgeFacts {
  const facts = newFacts(client + server, { client: end(client), server: end(server), port: 80, transport: 'tcp' });
  const http = protocolFacts(facts, 'http');
  http.requests.set('ok', requests - errors);
  http.requests.set('error', errors);
  http.recentP99Seconds = recent;
  http.usualP99Seconds = 0.01;
  return facts;
}

test('one side of a node is judged by all its edges together, and by the one that became slow', () => {
  assert.deepEqual(sideHealth([edge('a', 'b', 1000, 10), edge('c', 'b', 100, 45)], true, ' to it').reasons, ['55 of 1\u202f100 HTTP requests to it failed']);
  const slow = sideHealth([edge('a', 'b', 1000, 0, 0.01), edge('c', 'b', 100, 0, 0.2), edge('d', 'b', 9, 0, 9)], true, ' to it');
  assert.deepEqual(slow, { state: 'warning', reasons: ['the p99 of HTTP requests to it is 200 ms, 20 times that of the hour before'] });
});

const steady: AgentPresence = { node: 'a', up: true, coveredSeconds: 900, restarts: 0, gapSeconds: 0 };
const took = (collector: string, count: number, node = 'a') => ({ node, collector, count });
const facts = (changes: Partial<WindowFacts>): WindowFacts => ({
  edges: new Map(),
  untoldSeconds: 0,
  listeners: [],
  agents: [steady],
  lost: [],
  events: [],
  requests: { up: true, sampling: [], unrepaired: [] },
  hosts: new Map(),
  ...changes,
});

test('counts are whole while nothing was lost and the agent was read all the time', () => {
  assert.deepEqual(confidenceOf('tcp', facts({ events: [took('tcp', 5)] })), { state: 'full', lostRatio: 0, reasons: [] });
});

test('what the collectors of a transport lost makes its counts lower bounds, and those of the other not', () => {
  const lossy = facts({
    lost: [{ node: 'a', collector: 'tcp', reason: 'edge_map_full', count: 25 }],
    events: [took('tcp', 50), took('sockets', 25), took('udp', 1000)],
  });
  const tcp = confidenceOf('tcp', lossy);
  assert.equal(tcp.state, 'partial');
  assert.equal(tcp.lostRatio, 0.25);
  assert.deepEqual(tcp.reasons, ['tcp on a lost 25 events (edge map full)']);
  const many = { ...lossy, lost: lossy.lost.map((lost) => ({ ...lost, count: 12_000 })) };
  assert.deepEqual(confidenceOf('tcp', many).reasons, ['tcp on a lost 12\u202f000 events (edge map full)']);
  assert.equal(confidenceOf('udp', lossy).state, 'full');
  assert.deepEqual(lostIn(lossy), { total: 25, ratio: 25 / 1100, byReason: lossy.lost });
});

test('dropped packets that were not counted make the counts of TCP and of UDP lower bounds, and those of unix sockets not', () => {
  const lossy = facts({ lost: [{ node: 'a', collector: 'drops', reason: 'detail_map_full', count: 5 }], events: [took('drops', 15)] });
  const partial = { state: 'partial', lostRatio: 0.25, reasons: ['drops on a lost 5 events (detail map full)'] };
  assert.deepEqual([confidenceOf('tcp', lossy), confidenceOf('udp', lossy)], [partial, partial]);
  assert.equal(confidenceOf('unix', lossy).state, 'full');
});

test('a restart and a hole in the scrapes are said', () => {
  const { state, reasons } = confidenceOf('udp', facts({ agents: [{ ...steady, restarts: 2, gapSeconds: 40 }] }));
  assert.equal(state, 'partial');
  assert.deepEqual(reasons, ['the agent of a was restarted 2 times', 'nothing was read from the agent of a for 40 s']);
});

test('requests that stand for others are estimates, with the share that is read', () => {
  const sampled = facts({ requests: { up: true, sampling: [{ node: 'a', factor: 4 }], unrepaired: [] } });
  assert.deepEqual(requestConfidence(sampled), {
    state: 'estimated',
    lostRatio: 0,
    reasons: ['on a one of 4 connections is read, and stands for the others'],
  });
  const lossy = facts({ lost: [{ node: 'a', collector: 'l7', reason: 'ring_full', count: 1 }], events: [took('l7', 9)] });
  assert.deepEqual(requestConfidence(lossy), { state: 'partial', lostRatio: 0.1, reasons: ['l7 on a lost 1 events (ring full)'] });
  assert.equal(confidenceOf('tcp', lossy).state, 'full');
});

test('where the kernel does not show what is read, counts of requests are lower bounds, and those of connections are not', () => {
  const inOrder = 'the kernel of old shows only what arrives in order: where packets are lost or overtaken, requests are missing';
  const old = facts({ requests: { up: true, sampling: [], unrepaired: ['old'] } });
  assert.deepEqual(requestConfidence(old), { state: 'partial', lostRatio: 0, reasons: [inOrder] });
  assert.equal(confidenceOf('tcp', old).state, 'full');
  const gaps = { lost: [{ node: 'old', collector: 'l7', reason: 'gap', count: 1 }], events: [took('l7', 9)] };
  assert.deepEqual(requestConfidence({ ...old, ...gaps }), { state: 'partial', lostRatio: 0.1, reasons: [inOrder, 'l7 on old lost 1 events (gap)'] });
  const sampled = requestConfidence(facts({ requests: { up: true, sampling: [{ node: 'old', factor: 2 }], unrepaired: ['old'] } }));
  assert.deepEqual([sampled.state, sampled.reasons], ['estimated', ['on old one of 2 connections is read, and stands for the others', inOrder]]);
});

test('what one host lacks concerns the edges with an end there, and those of which no host is known', () => {
  const trusted = trustIn(
    facts({
      agents: [steady, { ...steady, node: 'b', restarts: 1 }],
      lost: [{ node: 'b', collector: 'l7', reason: 'ring_full', count: 1 }],
      events: [took('l7', 99), took('l7', 9, 'b')],
      requests: { up: true, sampling: [{ node: 'a', factor: 2 }], unrepaired: [] },
      hosts: new Map([
        ['process:shop', ['a']],
        ['process:db', ['b']],
      ]),
    }),
  );
  const of = (client: string, server: string) => {
    const { counts, requests } = trusted(client, server, 'tcp');
    return [counts.state, requests.state, requests.lostRatio];
  };
  assert.deepEqual(of('process:shop', 'internet:x'), ['full', 'estimated', 0]);
  assert.deepEqual(of('internet:x', 'process:db'), ['partial', 'partial', 0.1]);
  assert.deepEqual(of('process:shop', 'process:db'), ['partial', 'estimated', 1 / 109]);
  assert.deepEqual(of('internet:x', 'other:y'), ['partial', 'estimated', 1 / 109]);
});
