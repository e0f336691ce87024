import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Topology, TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { diffOf } from './diff.ts';

const full = { state: 'full', lostRatio: 0, reasons: [] } as const;
const well = { state: 'ok', reasons: [] } as const;
const confidence = () => ({ ...full, reasons: [] });

function node(id: string): TopologyNode {
  return { id, kind: 'process', name: id, x: 0, y: 0, group: null, health: { ...well, reasons: [] }, own: false, hosts: [], listening: [] };
}

interface Numbers {
  readonly perSecond?: number;
  readonly errorRatio?: number;
  readonly p99Seconds?: number;
  readonly failureRatio?: number;
}

function edge(id: string, { perSecond = 10, errorRatio = 0, p99Seconds = 0.02, failureRatio = 0 }: Numbers = {}): TopologyEdge {
  const rates = { requestsPerSecond: perSecond, errorsPerSecond: perSecond * errorRatio, clientErrorsPerSecond: 0, errorRatio };
  return {
    id,
    client: 'a',
    server: 'b',
    port: 80,
    transport: 'tcp',
    traffic: 'lan',
    health: { ...well, reasons: [] },
    confidence: confidence(),
    light: false,
    own: false,
    l4: {
      connectsPerSecond: 1,
      failuresPerSecond: failureRatio,
      failureRatio,
      openConnections: 1,
      toServerBytesPerSecond: 0,
      toClientBytesPerSecond: 0,
      retransmittedSegmentsPerSecond: 0,
      resetsPerSecond: 0,
      droppedPacketsPerSecond: 0,
      rttP50Seconds: null,
      rttP99Seconds: null,
    },
    l7: { seen: true, reason: '', ...rates, p99Seconds, protocols: [], unseen: [], serverNames: [], confidence: confidence() },
  };
}

/** No connect was tried. */
function onlyRequests(numbers: Numbers): TopologyEdge {
  const { l4, ...rest } = edge('e', numbers);
  return { ...rest, l4: { ...l4, connectsPerSecond: 0 } };
}

function topology(to: string, nodes: readonly string[], edges: TopologyEdge[]): Topology {
  const from = new Date(Date.parse(to) - 900_000).toISOString();
  return {
    at: to,
    from,
    to,
    watchedSeconds: 900,
    stale: null,
    hosts: [],
    groups: [],
    nodes: nodes.map(node),
    edges,
    lost: { total: 0, ratio: 0, byReason: [] },
  };
}

const then = '2026-03-01T12:00:00.000Z';
const now = '2026-03-01T13:00:00.000Z';
const changed = (before: Numbers, after: Numbers) =>
  diffOf(topology(then, ['a', 'b'], [edge('e', before)]), topology(now, ['a', 'b'], [edge('e', after)])).edges.changed;

test('what appeared and what vanished, with its moments', () => {
  const diff = diffOf(topology(then, ['a', 'gone'], [edge('old')]), topology(now, ['a', 'new'], [edge('fresh')]));
  assert.deepEqual([diff.a, diff.b, diff.windowSeconds], [then, now, 900]);
  assert.deepEqual(diff.nodes.appeared, ['new']);
  assert.deepEqual(
    diff.nodes.vanished.map(({ id }) => id),
    ['gone'],
  );
  assert.deepEqual(diff.edges.appeared, ['fresh']);
  assert.deepEqual(
    diff.edges.vanished.map(({ id }) => id),
    ['old'],
  );
  assert.deepEqual(diff.edges.changed, []);
});

test('each moment says how it was watched; where one was not at all, nothing is new or gone', () => {
  const hosts = (up: boolean) => [{ node: 'one', up }];
  const lost = { total: 3, ratio: 0.01, byReason: [{ node: 'one', collector: 'tcp', reason: 'ring_full', count: 3 }] };
  const before: Topology = { ...topology(then, ['a'], [edge('old')]), watchedSeconds: 240, hosts: hosts(true), lost };
  const after: Topology = { ...topology(now, ['b'], [edge('fresh')]), hosts: hosts(true) };
  const none = { total: 0, ratio: 0, byReason: [] };
  assert.deepEqual(diffOf(before, after).watched, {
    a: { watchedSeconds: 240, hosts: hosts(true), lost },
    b: { watchedSeconds: 900, hosts: hosts(true), lost: none },
  });
  const unwatched: Topology = { ...topology(then, ['host:one'], []), watchedSeconds: 0, hosts: hosts(false) };
  for (const diff of [diffOf(unwatched, after), diffOf(before, { ...unwatched, to: now })]) {
    assert.deepEqual(
      [diff.nodes, diff.edges],
      [
        { appeared: [], vanished: [] },
        { appeared: [], vanished: [], changed: [] },
      ],
    );
  }
  assert.equal(diffOf(unwatched, after).watched.a.watchedSeconds, 0);
});

test('an edge that fails, is slower or busier says so with both numbers', () => {
  assert.deepEqual(changed({ errorRatio: 0 }, { errorRatio: 0.031 }), [{ id: 'e', changes: ['failing'], says: '3.1 % fail, was 0 %' }]);
  assert.deepEqual(changed({ p99Seconds: 0.021 }, { p99Seconds: 0.842 }), [
    { id: 'e', changes: ['slower'], says: 'p99 842 ms in the worst minute, was 21 ms' },
  ]);
  assert.deepEqual(changed({ perSecond: 10 }, { perSecond: 31 }), [{ id: 'e', changes: ['busier'], says: '31/s, was 10/s' }]);
  assert.deepEqual(changed({ failureRatio: 0.5, p99Seconds: 0.9 }, {})[0]?.changes, ['recovered', 'faster']);
  assert.deepEqual(changed({ perSecond: 10 }, { perSecond: 1 })[0]?.changes, ['quieter']);
});

test('where no requests are seen, round trips say that an edge is slower', () => {
  const of = (l7Seconds: number | null, rttP99Seconds: number): TopologyEdge => {
    const { l4, l7, ...rest } = edge('e');
    const asked = l7Seconds === null ? { requestsPerSecond: 0, errorRatio: null } : {};
    return { ...rest, l4: { ...l4, rttP99Seconds }, l7: { ...l7, ...asked, p99Seconds: l7Seconds } };
  };
  const between = (before: TopologyEdge, after: TopologyEdge) => diffOf(topology(then, [], [before]), topology(now, [], [after])).edges.changed;
  assert.deepEqual(between(of(null, 0.002), of(null, 0.08)), [{ id: 'e', changes: ['slower'], says: 'round trip p99 80 ms in the worst minute, was 2 ms' }]);
  assert.deepEqual(between(of(0.02, 0.002), of(0.02, 0.08)), []);
  assert.deepEqual(between(of(null, 0.002), of(0.02, 0.08)), []);
});

test('what differs by chance is no change', () => {
  assert.deepEqual(changed({}, {}), []);
  assert.deepEqual(changed({ p99Seconds: 0.02 }, { p99Seconds: 0.029 }), []);
  assert.deepEqual(changed({ p99Seconds: 0.0001 }, { p99Seconds: 0.0009 }), []);
  assert.deepEqual(changed({ errorRatio: 0.01 }, { errorRatio: 0.015 }), []);
  const rare = (numbers: Numbers): TopologyEdge => onlyRequests({ perSecond: 0.001, ...numbers });
  assert.deepEqual(diffOf(topology(then, [], [rare({})]), topology(now, [], [rare({ errorRatio: 1, p99Seconds: 5 })])).edges.changed, []);
});

test('a share of a few is no change, however much else was tried', () => {
  const of = (numbers: Numbers, l4: Partial<TopologyEdge['l4']>, connectsPerSecond = 0): TopologyEdge => {
    const { l4: usual, ...rest } = edge('e', numbers);
    return { ...rest, l4: { ...usual, connectsPerSecond, ...l4 } };
  };
  const between = (before: TopologyEdge, after: TopologyEdge) => diffOf(topology(then, [], [before]), topology(now, [], [after])).edges.changed;
  const oneFailed = { failuresPerSecond: 1 / 900, failureRatio: 1 };
  assert.deepEqual(between(of({}, {}), of({}, oneFailed)), [], '9,000 good requests, and one failed connect of one');
  assert.deepEqual(between(of({}, oneFailed), of({}, {})), []);
  const oneError = { perSecond: 1 / 900, errorRatio: 1 };
  assert.deepEqual(between(of({ perSecond: 1 / 900 }, {}, 10), of(oneError, {}, 10)), [], '9,000 good connects, and one error of one');
  const refused = of({ perSecond: 0 }, { failuresPerSecond: 1, failureRatio: 1 });
  const says = '100 % fail, was 0 %';
  assert.deepEqual(
    between(of({}, {}), refused),
    [{ id: 'e', changes: ['failing'], says }],
    'what kept its connections is down: many requests then, many connects now',
  );
});

test('what was tried is counted in the seconds that were watched on its side, not in the whole window', () => {
  const often = { perSecond: 0.1 };
  const watched = (thenSeconds: number, nowSeconds: number) =>
    diffOf(
      { ...topology(then, [], [onlyRequests(often)]), watchedSeconds: thenSeconds },
      { ...topology(now, [], [onlyRequests({ ...often, errorRatio: 1 })]), watchedSeconds: nowSeconds },
    ).edges.changed.map(({ changes }) => changes);
  assert.deepEqual(watched(900, 900), [['failing']]);
  assert.deepEqual(watched(900, 60), [], '6 requests in the minute that was watched');
  assert.deepEqual(watched(60, 900), []);
});

test('what is worst comes first', () => {
  const before = [edge('calm'), edge('slow'), edge('broken')];
  const after = [edge('calm', { perSecond: 1 }), edge('slow', { p99Seconds: 2 }), edge('broken', { errorRatio: 0.5 })];
  assert.deepEqual(
    diffOf(topology(then, [], before), topology(now, [], after)).edges.changed.map(({ id }) => id),
    ['broken', 'slow', 'calm'],
  );
});
