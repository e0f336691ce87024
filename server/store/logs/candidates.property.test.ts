import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import fc from 'fast-check';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import { patternProblem } from '#contract/find/pattern.ts';
import { attributeCondition, patternCondition } from './candidates.ts';
import { lineMatcher } from './line-matcher.ts';

const database = new DatabaseSync(':memory:');
test.after(() => database.close());
database.exec('CREATE TABLE lines (message TEXT NOT NULL, attributes TEXT)');

/** Whether a condition lets a line pass. */
function passes({ sql, values }: { sql: string; values: readonly (string | number)[] }, message: string, attributes: string | null): boolean {
  database.exec('DELETE FROM lines');
  database.prepare('INSERT INTO lines VALUES (?, ?)').run(message, attributes);
  return database.prepare(`SELECT 1 FROM lines WHERE ${sql}`).get(...values) !== undefined;
}

const plain = fc.constantFrom('a', 'b', 'ab', '1', ' ', 'é');
const special = fc.constantFrom(
  ...['.', '\\.', '\\d', '\\w', '+', '*', '?', '^', '$', '[ab]', '(a|b)', '{2}', '\\x61', '\\141', '\\Qa.\\E', '-', '\\n', '|', '*?'],
);

test('what a pattern finds has what is looked for first', () => {
  const pattern = fc.array(fc.oneof({ arbitrary: plain, weight: 2 }, special), { minLength: 2, maxLength: 6 }).map((parts) => parts.join(''));
  const message = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'aab', '1', ' ', 'é', '.', 'A', '\n'), { minLength: 5, maxLength: 40 })
    .map((parts) => parts.join(''));
  let found = 0;
  fc.assert(
    fc.property(pattern, message, (source, text) => {
      const term = { is: 'pattern', from: 0, to: 0, source, foldsCase: false } as const;
      if (patternProblem(term) !== undefined) return;
      const condition = patternCondition(term);
      const line = { level: 0, identity: '', source: '', node: '', message: text, attributes: null, pattern: '' };
      if (condition === undefined || !lineMatcher(term)(line)) return;
      found += 1;
      assert.ok(passes(condition, text, null), `${source} in ${JSON.stringify(text)}`);
    }),
    { numRuns: 4000 },
  );
  assert.ok(found > 20, `${found} patterns found something`);
});

test('what a comparison of an attribute finds has what is looked for first', () => {
  const value = fc.oneof(
    fc.constantFrom<string | number | boolean>('503', 503, 5, 0, -2, 0.4, 400, true, '1.2s', '350ms', '2MiB', 'a"b', 'größe', 'GRÖSSE', 'a_b%', 'K', '10%'),
    fc.integer({ min: -3, max: 2000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const asked = fc.constantFrom(
    '=503',
    ':5*',
    '=5,503',
    '>2',
    '>=400ms',
    '<0.4s',
    '<=1',
    '>1MiB',
    '<10%',
    '=true',
    '=größe',
    '~a',
    '=a_b%',
    '=k',
    '=2MiB',
    '=0.4',
  );
  const name = fc.constantFrom('n', 'took_ms', 'took_seconds', 'http.route', 'x-y', 'size_kb');
  fc.assert(
    fc.property(name, value, asked, (field, held, comparison) => {
      const { rule } = parseFind(`${field}${comparison}`, logFields);
      assert.ok(rule.is === 'comparison');
      const attributes = JSON.stringify({ other: 1, [field]: held });
      const line = { level: 0, identity: '', source: '', node: '', message: '', attributes, pattern: '' };
      if (lineMatcher(rule)(line)) assert.ok(passes(attributeCondition(rule), '', attributes), `${field}${comparison} of ${attributes}`);
    }),
    { numRuns: 4000 },
  );
});
