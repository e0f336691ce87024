import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertChange } from '#contract/alerts.ts';
import { firedParts, firedSpans } from './fired-spans.ts';

const window = { fromMs: 0, toMs: 100_000 };

function change(id: string, name: string, what: AlertChange['what'], atMs: number, labels: AlertChange['alert']['labels'] = {}): AlertChange {
  const alert = { id, name, severity: 'page', entity: null, value: null, unit: '', source: 'sonde', labels, summary: '' } as const;
  return { id: `${id} ${atMs}`, at: new Date(atMs).toISOString(), what, alert, who: null, note: null };
}

test('what fired and ended is a span; what goes on reaches to now; what only ended began before', () => {
  const newestFirst = [
    change('b', 'Two', 'fired', 90_000),
    change('a', 'One', 'resolved', 50_000),
    change('a', 'One', 'fired', 20_000),
    change('c', 'Three', 'resolved', 10_000),
  ];
  const spans = firedSpans(newestFirst, window);
  assert.deepEqual(spans.get('One.page'), [{ fromMs: 20_000, toMs: 50_000 }]);
  assert.deepEqual(spans.get('Two.page'), [{ fromMs: 90_000, toMs: 100_000 }]);
  assert.deepEqual(spans.get('Three.page'), [{ fromMs: 0, toMs: 10_000 }]);
});

test('of two rules of one name, each has what fired with its aspect', () => {
  const spans = firedSpans([change('a', 'One', 'fired', 90_000, { aspect: 'cpu' }), change('b', 'One', 'resolved', 10_000, { aspect: 'memory' })], window);
  assert.deepEqual([spans.get('One.cpu.page')?.length, spans.get('One.memory.page')?.length, spans.get('One.page')], [1, 1, undefined]);
});

test('a strip shows each part in which something fired, however short', () => {
  assert.deepEqual(firedParts([{ fromMs: 49_999, toMs: 50_001 }], window, 4), [false, true, true, false]);
  assert.deepEqual(firedParts([], window, 2), [false, false]);
});
