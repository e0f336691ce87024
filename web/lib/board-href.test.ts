import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boardHref } from './board-href.ts';

test('a board is opened with what is looked at, and with its time', () => {
  assert.equal(
    boardHref('https://grafana.example.com/g/', 'sonde-workload', { workload: 'shop/app.py', namespace: 'a b' }, { from: 'now-15m', to: 'now' }),
    'https://grafana.example.com/g/d/sonde-workload?from=now-15m&to=now&var-workload=shop%2Fapp.py&var-namespace=a+b',
  );
  assert.equal(
    boardHref('https://grafana.example.com', 'sonde-host', { node: 'a', cluster: '', namespace: undefined }, { from: 'now-15m', to: 'now' }),
    'https://grafana.example.com/d/sonde-host?from=now-15m&to=now&var-node=a',
  );
});
