import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLoss, Logs } from '#contract/logs.ts';
import { listRows, withLosses } from './list-rows.ts';

const at = (second: number) => new Date(second * 1000).toISOString();
const page = (...seconds: number[]): Logs => ({
  records: seconds.map((second) => ({ id: `${second}`, time: at(second), level: 'info', identity: '', source: 's', message: '', attributes: {} })),
});
const came = (second: number, dropped = 0) => page(second).records.map((record) => ({ record, atMs: second * 1000, dropped, round: 0 }));
const loss = (second: number, node = 'n1'): LogLoss => ({ from: at(second - 1), to: at(second), node, lines: 7, reason: 'spool_full' });
const rowsOf = (listed: Partial<Parameters<typeof listRows>[0]>) => listRows({ older: [], newer: [], came: [], ...listed });

test('pages of both directions and what came since stand in one list, the oldest first', () => {
  const rows = rowsOf({ older: [page(4, 3), page(2, 1)], newer: [page(5, 6), page(7)], came: [...came(8), ...came(9, 3)] });
  assert.equal(rows.map(({ is, key }) => (is === 'line' ? key : is)).join(' '), '1 2 3 4 5 6 7 8 dropped 9');
});

test('what is missing stands between the lines where it would stand, and not where no lines are listed', () => {
  const rows = withLosses(rowsOf({ newer: [page(10, 20, 30)] }), [loss(30), loss(15), loss(5), loss(40), loss(10)]);
  assert.equal(rows.map(({ is, key }) => (is === 'line' ? key : is)).join(' '), 'lost 10 lost 20 lost 30');
});

test('two hosts may lose lines at one moment: each is a row of its own', () => {
  const rows = withLosses(rowsOf({ newer: [page(10)] }), [loss(10, 'n1'), loss(10, 'n2')]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, 3);
});
