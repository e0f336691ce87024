import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastFailureText } from './last-failure.ts';

const to = '2026-01-01T00:15:00.000Z';
const textOf = (state: 'ok' | 'critical', failures: readonly (number | null)[], errors: readonly (number | null)[] = []) =>
  lastFailureText({
    edge: { health: { state, reasons: [] } },
    to,
    history: {
      start: '2026-01-01T00:00:00.000Z',
      stepSeconds: 60,
      series: [
        { name: 'failures', unit: '/s', values: [...failures] },
        { name: 'errors', unit: '/s', values: [...errors] },
      ],
    },
  });

test('failures that are over are told with the time since the last of them', () => {
  assert.equal(textOf('critical', [null, 1, 2, 0, 0]), ' The last failure was 12\u202fmin before the end of this window.');
  assert.equal(textOf('critical', [1], [0, 0, 0, 0, 1]), ' The last failure was 10\u202fmin before the end of this window.');
});

test('nothing is told where failures go on, where there are none, and of what is well', () => {
  assert.equal(textOf('critical', Array(15).fill(1)), '');
  assert.equal(textOf('critical', [0, null]), '');
  assert.equal(textOf('ok', [1, 0, 0]), '');
});
