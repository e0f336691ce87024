import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  assert.deepEqual(Object.keys(problemsOf({ ...lines, threshold: 'many', within: '5 min' }, [])), ['within', 'threshold']);
});
