import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lossChecks, shippingCheck, upCheck } from './report.ts';
import { socketsMissing } from './start-collectors.ts';

const shipping = { wanted: true, queued: 3, sent: 20, unwanted: 0, trouble: '' };

test('whether events arrive at the server is a check, and why not', () => {
  assert.deepEqual(shippingCheck(shipping), { name: 'events to the server', state: 'ok', says: '20 were taken, 3 wait', mend: '' });
  const { state, says, mend } = shippingCheck({ ...shipping, trouble: 'the server answered 401: no' });
  assert.deepEqual([state, says], ['warning', '20 were taken, 3 wait; the last attempt failed: the server answered 401: no']);
  assert.notEqual(mend, '');
  assert.equal(shippingCheck({ ...shipping, wanted: false, unwanted: 7 }).says, 'no server is configured: 7 events were dropped');
});

const collector = { name: 'sockets', help: '', up: true, reason: '', programs: [], cpuSecondsKernel: 0, cpuSecondsAgent: 0, lost: {} };

test('a collector that is down says what to do: of the sockets that all others stand on them, of another that the rest runs', () => {
  const mendOf = (name: string, reason: string) => upCheck({ ...collector, name, up: false, reason }).mend;
  const refused = 'the BPF object does not load: the kernel refuses it';
  assert.match(mendOf('sockets', refused), /^The other collectors stand on it.*Linux 6\.3/);
  assert.match(mendOf('tcp', socketsMissing), /"sockets"/);
  assert.match(mendOf('tcp', refused), /the other collectors run/);
});

test('each loss is told with its number, and with what to do where something can be done', () => {
  const checks = lossChecks({ ...collector, lost: { ring_full: 3000, queue_full: 5, sweep_race: 1 } });
  assert.deepEqual(
    checks.map(({ name, state, says }) => [name, state, says]),
    ['3\u202f000 lost since the start: ring full', '5 lost since the start: queue full', '1 lost since the start: sweep race'].map((says) => [
      'losses of sockets',
      'warning',
      says,
    ]),
  );
  const [ring = '', queue = '', race] = checks.map(({ mend }) => mend);
  assert.match(ring, /ringBytes/);
  assert.match(queue, /server/);
  assert.equal(race, '');
});
