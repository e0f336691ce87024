import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToldAlert, ToldSilence } from './alertmanager-client.ts';
import { fingerprintOf } from './fingerprint.ts';
import { joined, type ToJoin } from './join.ts';
import type { RuleAlert } from './prometheus-alerts.ts';
import { matches } from './silencing.ts';

const nowMs = Date.parse('2026-01-31T12:00:00Z');
const labels = { alertname: 'NodeBusy', node: 'web-1', cluster: 'local', severity: 'ticket' };
const rule = (more: Partial<RuleAlert> = {}): RuleAlert => ({
  labels: { alertname: 'NodeBusy', severity: 'ticket' },
  annotations: { summary: 'busy', threshold: '0.9', unit: 'ratio' },
  isFiring: true,
  sinceMs: nowMs - 60_000,
  value: 0.95,
  ...more,
});
const told = (status: Partial<ToldAlert['status']> = {}): ToldAlert => ({
  fingerprint: fingerprintOf(labels),
  labels,
  annotations: { summary: 'busy' },
  startsAt: '2026-01-31T11:59:30.123456789Z',
  endsAt: '',
  status: { state: 'active', silencedBy: [], inhibitedBy: [], ...status },
});
const silence: ToldSilence = {
  ...{ id: 's', status: { state: 'active' }, startsAt: '', endsAt: '2026-01-31T13:00:00Z', createdBy: 'eve', comment: 'known' },
  matchers: [{ name: 'node', value: 'web-.', isRegex: true }],
};
const one = (given: Partial<ToJoin>) => {
  const all = joined({
    rules: [],
    told: [],
    silences: [],
    open: [],
    acknowledged: new Map(),
    externalLabels: { cluster: 'local', node: 'web-1' },
    isShared: false,
    isOnMap: () => false,
    ...given,
  });
  assert.equal(all.length, 1);
  const [alert] = all;
  assert.ok(alert);
  return alert;
};

test('the fingerprint is Alertmanager’s own', () => {
  // As Alertmanager 0.25 gave it.
  const seen = {
    ...{ alertname: 'EdgeConnectFailures', client: 'curl', client_kind: 'process', cluster: 'local', domain: 'network', node: 'vm' },
    ...{ owner: 'applications', server: 'vm', server_kind: 'host', server_port: '29999', severity: 'page' },
  };
  assert.equal(fingerprintOf(seen), 'dfd341932dab0d1b');
});

test('what both tell of is one alert: the value of Prometheus, the beginning of Alertmanager', () => {
  const alert = one({ rules: [rule()], told: [told()] });
  assert.deepEqual([alert.state, alert.value, alert.threshold, alert.since, alert.labels], ['firing', 0.95, 0.9, '2026-01-31T11:59:30.123Z', labels]);
});

test('what only one of them tells of is there too', () => {
  assert.equal(one({ told: [told()] }).state, 'firing');
  assert.equal(one({ rules: [rule()] }).state, 'firing');
  assert.equal(one({ rules: [rule({ isFiring: false })] }).state, 'pending');
  assert.equal(one({ rules: [rule({ value: Number.NaN })] }).value, null);
});

test('a trial of a receiver is no alert', () => {
  const trial = { ...told(), fingerprint: 'f', labels: { alertname: 'SondeTest', severity: 'none', sonde_trial: 'ops' } };
  assert.equal(one({ told: [trial, told()] }).name, 'NodeBusy');
});

test('a silence holds also before Alertmanager, started anew, is told of the alert', () => {
  const silenced = one({ rules: [rule()], silences: [silence] });
  assert.deepEqual([silenced.state, silenced.silencedBy], ['silenced', [{ id: 's', who: 'eve', why: 'known', until: '2026-01-31T13:00:00.000Z' }]]);
  assert.equal(one({ rules: [rule()], silences: [{ ...silence, status: { state: 'expired' } }] }).state, 'firing');
  assert.equal(one({ rules: [rule()], told: [told({ inhibitedBy: ['x'] })] }).state, 'inhibited');
});

test('an expression of a silence matches the whole value, in little time, and one that is none matches nothing', () => {
  const of = (value: string, node = 'web-1') => matches({ node }, [{ name: 'node', value, isRegex: true, isEqual: true }]);
  assert.deepEqual([of('web'), of('web.*'), of('web-1|db'), of('(')], [false, true, true, false]);
  const begun = performance.now();
  assert.equal(of('(a+)+b', 'a'.repeat(5000)), false);
  assert.ok(performance.now() - begun < 2000);
});

test('of an Alertmanager that others tell too, what is not of this cluster is theirs', () => {
  const theirs: ToldAlert = { ...told(), labels: { alertname: 'Theirs', severity: 'critical' }, fingerprint: '0123456789abcdef' };
  assert.equal(one({ told: [theirs], isShared: true }).source, 'alertmanager');
  assert.equal(one({ told: [theirs] }).source, 'sonde');
  assert.equal(one({ told: [told()], isShared: true }).source, 'sonde');
  assert.equal(one({ rules: [rule()], told: [told()], isShared: true }).source, 'sonde');
});
