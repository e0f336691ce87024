import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TopologyEdge } from '#contract/routes.ts';
import { l4Of } from '../topology/build.ts';
import { newFacts } from '../topology/gather.ts';
import { l7Of } from '../topology/requests.ts';
import { requestCheck } from './requests.ts';

const identity = { kind: 'process' as const, name: 'app', namespace: '' };
const facts = newFacts('id', { client: identity, server: identity, port: 80, transport: 'tcp' });
const full = { state: 'full' as const, lostRatio: 0, reasons: [] };
const l7 = l7Of(facts, { seconds: 60, reading: { up: true }, confidence: full });
const l4 = l4Of({ ...facts, connects: 60, open: 1 }, 60);

const edge = (changes: Partial<TopologyEdge['l7']>, more: Partial<TopologyEdge> = {}): TopologyEdge => ({
  id: 'id',
  client: 'process:app',
  server: 'process:app',
  port: 80,
  transport: 'tcp',
  traffic: 'lan',
  health: { state: 'ok', reasons: [] },
  confidence: full,
  light: false,
  own: false,
  l4,
  l7: { ...l7, ...changes },
  ...more,
});
const watchedSeconds = 900;
const seen = edge({ seen: true, reason: '' });
const hidden = (reason: 'encrypted' | 'http2', says: string) => edge({ reason: says, unseen: [{ reason, says, connections: 3 }] });
const idle = edge({ reason: 'no connection in this window' }, { l4: { ...l4, openConnections: 0 } });

test('where requests are not seen the doctor counts out why', () => {
  const edges = [seen, hidden('http2', 'HTTP/2'), hidden('encrypted', 'encrypted'), hidden('encrypted', 'encrypted'), idle, edge({}, { own: true })];
  assert.deepEqual(requestCheck({ edges, watchedSeconds }), {
    name: 'Requests',
    state: 'info',
    says: 'seen on 1 of 4 connections of the map; not on 3: encrypted 2, HTTP/2 1',
    mend: '',
  });
});

test('an edge on which some connections are seen and others are not is told', () => {
  const mixed = (says: string, connections: number) => edge({ seen: true, reason: '', unseen: [{ reason: 'http2', says, connections }] });
  assert.deepEqual(requestCheck({ watchedSeconds, edges: [mixed('HTTP/2', 1), seen] }), {
    name: 'Requests',
    state: 'info',
    says: 'seen on all 2 connections of the map; in part on 1, where others are not seen: HTTP/2 (1 new)',
    mend: '',
  });
  assert.match(
    requestCheck({ watchedSeconds, edges: [mixed('HTTP/2', 1), mixed('HTTP/2', 2), mixed('encrypted', 0), hidden('encrypted', 'encrypted')] }).says,
    /^seen on 3 of 4 connections of the map; not on 1: encrypted 1; in part on 3, where others are not seen: HTTP\/2 \(3 new\), encrypted$/,
  );
});

test('all seen is fine, and so is nothing to see; estimates are told', () => {
  assert.deepEqual(
    [requestCheck({ watchedSeconds, edges: [seen, idle] }).state, requestCheck({ watchedSeconds, edges: [seen, idle] }).says],
    ['ok', 'seen on the one connection of the map'],
  );
  assert.equal(requestCheck({ watchedSeconds, edges: [idle] }).state, 'ok');
  const sampled = edge({ seen: true, reason: '', confidence: { state: 'estimated', lostRatio: 0, reasons: ['on a one of 4 connections is read'] } });
  assert.match(requestCheck({ watchedSeconds, edges: [sampled] }).says, /; counts are estimates: on a one of 4 connections is read$/);
  assert.equal(requestCheck({ watchedSeconds, edges: [sampled] }).state, 'info');
});

test('of a time that was not watched nothing is said', () => {
  const told = (seconds: number) => {
    const { state, says } = requestCheck({ edges: [idle], watchedSeconds: seconds });
    return [state, says];
  };
  assert.deepEqual(told(0), ['info', 'not known yet: none of the last 15 minutes was watched']);
  assert.deepEqual(told(5), ['ok', 'no connection moved anything in the last 15 minutes, of which 5 s were watched']);
  assert.deepEqual(told(900), ['ok', 'no connection moved anything in the last 15 minutes']);
});
