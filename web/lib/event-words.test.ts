import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aboutOf, lastedSeconds, typeWords } from './event-words.ts';

test('a type is told in words, one that is not known by the last part of its name', () => {
  const told = (type: string, severity: 'info' | 'warning' = 'warning') => typeWords({ type, severity });
  assert.equal(told('tcp.connect_failed'), 'Connect failed');
  assert.equal(told('l7.request'), 'Failed request');
  assert.equal(told('l7.request', 'info'), 'Slow request');
  assert.equal(told('kernel.hung_task'), 'Hung task');
  assert.equal(told('constructor'), 'Constructor');
});

test('an identity is what it is and its name', () => {
  assert.deepEqual(aboutOf('process:curl'), { kind: 'process', name: 'curl' });
  assert.deepEqual(aboutOf('container:shop/api'), { kind: 'container', name: 'api' });
  assert.deepEqual(aboutOf('process:shop/app.py'), { kind: 'process', name: 'shop/app.py' });
  assert.equal(aboutOf(''), undefined);
});

test('what happened once lasted no time', () => {
  assert.equal(lastedSeconds({ time: '2026-01-01T00:00:00Z' }), 0);
  assert.equal(lastedSeconds({ time: '2026-01-01T00:00:00Z', lastTime: '2026-01-01T00:00:40Z' }), 40);
});
