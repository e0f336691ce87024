import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLoss, LogRecord } from '#contract/logs.ts';
import { listRows } from './list-rows.ts';

const at = (second: number) => new Date(second * 1000).toISOString();
const line = (second: number, dropped = 0): { record: LogRecord; dropped: number } => ({
  record: { id: `${second}`, time: at(second), level: 'info', identity: '', source: 's', message: '', attributes: {} },
  dropped,
});
const loss = (second: number, node = 'n1'): LogLoss => ({ from: at(second - 1), to: at(second), node, lines: 7, reason: 'spool_full' });

test('what is missing stands between the lines where it would stand, and not where no lines are listed', () => {
  const rows = listRows([line(10), line(20, 3), line(30)], [loss(30), loss(15), loss(5), loss(40), loss(10)]);
  assert.deepEqual(
    rows.map(({ is, key }) => (is === 'line' ? key : is)),
    ['lost', '10', 'lost', 'dropped', '20', 'lost', '30'],
  );
});

test('two hosts may lose lines at one moment: each is a row of its own', () => {
  const rows = listRows([line(10)], [loss(10, 'n1'), loss(10, 'n2')]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, 3);
});
