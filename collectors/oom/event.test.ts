import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import { oomKillEventBytes, oomScope, oomKillEventPlaces as places } from '../../bpf/gen/oom.ts';
import { pageBytesOf } from '../identity/proc-files.ts';
import { eventRecord } from '../ship/event-record.ts';
import { oomEvent } from './event.ts';

const pagesInMebibyte = 2 ** 20 / pageBytesOf('/proc');
const java: Identity = { kind: 'container', name: 'api', namespace: 'shop' };

function kill(scope: number, limitMib: number): DataView {
  const view = new DataView(new ArrayBuffer(oomKillEventBytes));
  const pages = (place: number, mebibytes: number) => view.setBigUint64(place, BigInt(mebibytes * pagesInMebibyte), true);
  view.setBigUint64(places.at, process.hrtime.bigint(), true);
  view.setBigUint64(places.process, 77n, true);
  pages(places.anonymous, 300);
  pages(places.file, 2);
  pages(places.shared, 10);
  pages(places.swapped, 5);
  pages(places.used, limitMib);
  pages(places.limit, limitMib);
  view.setUint32(places.pid, 4711, true);
  view.setUint32(places.scope, scope, true);
  for (const [at, code] of Buffer.from('java').entries()) view.setUint8(places.comm + at, code);
  return view;
}

const told = (view: DataView) => oomEvent(view, 0, oomKillEventBytes, (process) => (process === 77n ? java : undefined));

test('a kill for the limit of a cgroup names the limit, whom it met and what that held', () => {
  const event = told(kill(oomScope.OOM_CGROUP, 512));
  assert.deepEqual(event.identity, java);
  assert.deepEqual([event.reason, event.object], ['cgroup', 'java']);
  assert.equal(event.message, 'java (process 4711) was killed for want of memory: its cgroup had reached its limit of 512 MiB; it held 312 MiB');
  assert.equal(event.attributes['sonde.oom.anonymous_bytes'], 300 * 2 ** 20);
  assert.equal(event.attributes['sonde.oom.swapped_bytes'], 5 * 2 ** 20);
  assert.equal(event.attributes['sonde.oom.cgroup_limit_bytes'], 512 * 2 ** 20);
});

test('a kill because the host has no memory left knows no limit', () => {
  const event = told(kill(oomScope.OOM_GLOBAL, 0));
  assert.equal(event.reason, 'global');
  assert.match(event.message, /: the host had no memory left; it held 312 MiB$/);
  assert.ok(!('sonde.oom.cgroup_limit_bytes' in event.attributes));
});

test('two kills are two events, however alike, and one that is read twice is one', () => {
  const [one, other] = [kill(oomScope.OOM_CGROUP, 512), kill(oomScope.OOM_CGROUP, 512)];
  const fingerprints = [one, other, one].map((view) => eventRecord('n1', told(view)).fingerprint);
  assert.equal(fingerprints[0], fingerprints[2]);
  assert.notEqual(fingerprints[0], fingerprints[1]);
});
