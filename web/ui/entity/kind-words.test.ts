import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawnAs } from './kind-words.ts';

test('what runs is drawn as what it is asked for', () => {
  assert.equal(drawnAs({ kind: 'container', serves: 'postgresql' }), 'postgresql');
  assert.equal(drawnAs({ kind: 'systemd', serves: 'redis' }), 'redis');
  assert.equal(drawnAs({ kind: 'process', serves: 'http' }), 'http');
});

test('who is asked nothing that is known is drawn by its kind', () => {
  assert.equal(drawnAs({ kind: 'container' }), 'container');
  assert.equal(drawnAs({ kind: 'process', serves: 'other' }), 'process');
  assert.equal(drawnAs({ kind: 'systemd', serves: 'tls' }), 'systemd');
});

test('what is outside stays outside, whatever it is asked', () => {
  for (const kind of ['external', 'internet', 'private', 'host', 'other'] as const) assert.equal(drawnAs({ kind, serves: 'http' }), kind);
});
