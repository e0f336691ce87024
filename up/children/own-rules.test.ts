import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { withoutRules } from './own-rules.ts';

const named = (...names: string[]) => names.map((alert) => ({ alert, expr: 'up == 0' }));
const text = stringify({
  groups: [
    { name: 'one', interval: '5s', rules: [...named('A', 'B'), { record: 'x', expr: 'up' }] },
    { name: 'two', rules: named('C') },
  ],
});

test('rules that are off are left out, all else stays, and no group is empty', () => {
  assert.equal(withoutRules(text, []), text);
  assert.deepEqual(parse(withoutRules(text, ['B', 'C', 'x'])), {
    groups: [{ name: 'one', interval: '5s', rules: [...named('A'), { record: 'x', expr: 'up' }] }],
  });
  assert.deepEqual(parse(withoutRules(stringify({ groups: [{ name: 'one', rules: named('A') }] }), ['A'])), { groups: [] });
});
