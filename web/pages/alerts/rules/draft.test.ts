import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domains, severities, units } from './choices.ts';
import { conditionOf, draftOf, newRuleOf, problemsOf } from './draft.ts';

const whole = { ...draftOf(undefined), name: 'DiskFull', expression: 'disk > 1', summary: 'Full.' };

test('a blank rule says what it lacks; a whole one lacks nothing and is sent as the contract has it', () => {
  assert.deepEqual(Object.keys(problemsOf(draftOf(undefined), [])), ['name', 'expression', 'summary']);
  assert.deepEqual(problemsOf(whole, []), {});
  assert.match(problemsOf(whole, ['DiskFull']).name ?? '', /already/);
  assert.deepEqual(newRuleOf(whole), {
    name: 'DiskFull',
    condition: { of: 'metrics', expression: 'disk > 1' },
    for: '5m',
    severity: 'ticket',
    summary: 'Full.',
    description: '',
    owner: '',
    unit: '',
    domain: 'other',
  });
});

test('lines are counted in a time against a number, and what is no number is no condition', () => {
  const lines = { ...whole, of: 'logs' as const, query: 'level=error', threshold: '12.5' };
  assert.deepEqual(conditionOf(lines), { of: 'logs', query: 'level=error', within: '5m', comparison: '>', threshold: 12.5 });
  assert.equal(conditionOf({ ...lines, threshold: 'many' }), undefined);
  assert.equal(conditionOf({ ...lines, query: ' ' }), undefined);
  assert.deepEqual(Object.keys(problemsOf({ ...lines, query: ' ' }, [])), ['query']);
  assert.deepEqual(Object.keys(problemsOf({ ...lines, threshold: 'many', within: '5 min' }, [])), ['within', 'threshold']);
});

test('a rule that is there is drawn up as the form can show it, and saved as it is shown', () => {
  const there = {
    ...{ name: 'AgentOverBudget', condition: { of: 'metrics' as const, expression: 'a > 1' }, for: '5m', severity: 'none' as const },
    ...{ summary: 'Much.', description: '', owner: '', unit: 'times', domain: 'sonde' as const },
  };
  const draft = draftOf(there);
  assert.deepEqual([draft.severity, draft.unit, draft.domain], ['info', '', 'sonde']);
  assert.deepEqual(newRuleOf(draft), { ...there, severity: 'info', unit: '' });
  assert.equal(draftOf({ ...there, unit: 'cores' }).unit, 'cores');
  for (const [choices, chosen] of [
    [severities, draft.severity],
    [units, draft.unit],
    [domains, draft.domain],
  ] as const)
    assert.ok(
      choices.some(({ id }) => id === chosen),
      chosen,
    );
});

test('a number that is drawn and tested is one that can be saved, as a program writes it too', () => {
  const lines = { ...whole, of: 'logs' as const, query: 'lost' };
  for (const [threshold, number] of [
    ['1e3', 1000],
    [' -2.5 ', -2.5],
    [String(1e-7), 1e-7],
    ['0x10', undefined],
    ['1e999', undefined],
    ['', undefined],
  ] as const) {
    const condition = conditionOf({ ...lines, threshold });
    assert.equal(condition?.of === 'logs' ? condition.threshold : undefined, number, threshold);
    assert.equal(problemsOf({ ...lines, threshold }, []).threshold, number === undefined ? 'A number.' : undefined, threshold);
  }
});
