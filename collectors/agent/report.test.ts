import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippingCheck } from './report.ts';

const shipping = { wanted: true, queued: 3, sent: 20, unwanted: 0, trouble: '' };

test('whether events arrive at the server is a check, and why not', () => {
  assert.deepEqual(shippingCheck(shipping), { name: 'events to the server', state: 'ok', says: '20 were taken, 3 wait', mend: '' });
  const { state, says, mend } = shippingCheck({ ...shipping, trouble: 'the server answered 401: no' });
  assert.deepEqual([state, says], ['warning', '20 were taken, 3 wait; the last attempt failed: the server answered 401: no']);
  assert.notEqual(mend, '');
  assert.equal(shippingCheck({ ...shipping, wanted: false, unwanted: 7 }).says, 'no server is configured: 7 events were dropped');
});
