import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluatedRule } from './listed.ts';
import type { EvaluatedRule } from './prometheus-rules.ts';

const rule = (aspect: string): EvaluatedRule => ({
  ...{ group: 'sonde-agent', name: 'AgentOverBudget', query: 'up > 1', duration: 300, alerts: [], health: 'ok', evaluationTime: 0 },
  labels: { aspect, severity: 'ticket' },
  lastEvaluation: '2026-01-31T12:00:00Z',
});

test('of two rules of one name, only the one whose aspect an alert has did fire', () => {
  const labels = { alertname: 'AgentOverBudget', severity: 'ticket', aspect: 'memory', node: 'a' };
  const fired = { window: { fromMs: 0, toMs: 7 * 86_400_000 }, firings: [{ key: 'a', labels, fromMs: 60_000, toMs: 120_000 }] };
  const [cpu, memory] = [rule('cpu'), rule('memory')].map((one) => evaluatedRule(one, fired));
  assert.deepEqual([cpu?.aspect, cpu?.history.fired, cpu?.noise?.says], ['cpu', 0, 'it never fired in 7 d']);
  assert.deepEqual([memory?.aspect, memory?.history.fired, memory?.history.firingSeconds], ['memory', 1, 60]);
});

test('what fires has fired, also where the past that was read does not know it yet', () => {
  const window = { fromMs: 0, toMs: 7 * 86_400_000 };
  const labels = { alertname: 'AgentOverBudget', severity: 'ticket', aspect: 'cpu' };
  const firing = { ...rule('cpu'), state: 'firing' };
  const historyWith = (toMs: number | null) => evaluatedRule(firing, { window, firings: [{ key: 'a', labels, fromMs: 60_000, toMs }] }).history;
  assert.deepEqual([evaluatedRule(firing, { window, firings: [] }).history.fired, historyWith(120_000).fired], [1, 2]);
  for (const toMs of [null, window.toMs - 60_000]) assert.equal(historyWith(toMs).fired, 1, 'that is the same');
  assert.equal(historyWith(120_000).lastFiredAt, '1970-01-08T00:00:00.000Z');
});
