import assert from 'node:assert/strict';
import test from 'node:test';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { attributeCondition, patternCondition } from './candidates.ts';

test('of a pattern its longest plain text is looked for, where it has one', () => {
  const conditionOf = (source: string, foldsCase = false) => patternCondition({ is: 'pattern', from: 0, to: 0, source, foldsCase })?.values;
  assert.deepEqual(conditionOf('ab*cde.f'), ['cde']);
  assert.deepEqual(conditionOf('10\\.0'), ['10.0']);
  for (const source of ['a.b', '(ab|cd)', '\\d+']) assert.equal(conditionOf(source), undefined, source);
  assert.equal(conditionOf('abc', true), undefined);
});

test('of an attribute its name is looked for, with its value where that is plain', () => {
  const conditionOf = (find: string) => {
    const { rule } = parseFind(find, logFields);
    assert.ok(rule.is === 'comparison');
    return attributeCondition(rule).values;
  };
  assert.deepEqual(conditionOf('http.route=/a_b*'), ['%"http.route":%/a\\_b%%']);
  assert.deepEqual(conditionOf('size~x'), ['"size":']);
});
