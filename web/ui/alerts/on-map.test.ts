import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idInAlerts, idOnMap } from './on-map.ts';

test('alerts about a host name it alone, where the map says that it is a host; all else has one id', () => {
  for (const [kind, id, onMap] of [
    ['node', 'web-1', 'host:web-1'],
    ['workload', 'deployment:shop/cart', 'deployment:shop/cart'],
    ['edge', '0123456789abcdef', '0123456789abcdef'],
  ] as const) {
    assert.equal(idOnMap({ kind, id }), onMap);
    assert.equal(idInAlerts(onMap), id);
  }
});
