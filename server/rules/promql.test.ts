import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { functionNames, oddBracket, readPromql, thresholdOf } from './promql.ts';

test('the sides of a comparison with a number are told apart, whichever comes first', () => {
  const of = (text: string) => {
    const found = thresholdOf(text);
    return found && [found.query, found.comparison, found.threshold];
  };
  assert.deepEqual(of('rate(x[5m]) > 5'), ['rate(x[5m])', '>', 5]);
  assert.deepEqual(of('(sum by (a) (x) <= -1.5e3)'), ['sum by (a) (x)', '<=', -1500]);
  assert.deepEqual(of('0.95 < x'), ['x', '>', 0.95]);
  assert.deepEqual(of('x == 0'), ['x', '==', 0]);
  for (const text of ['x', 'x > y', '1 > 2', 'x > bool 1', 'x > 1 and y > 2', 'x >', '']) assert.equal(of(text), undefined, text);
});

test('metrics and labels are found where they stand', () => {
  const text = 'sum(foo{a="1",b=~"x{"}) / bar and {__name__="baz", c!=""}';
  const named = ({ name, from, to }: { name: string; from: number; to: number }) => [name, text.slice(from, to)];
  assert.deepEqual(
    readPromql(text).selectors.map(({ metric, labels }) => [metric && named(metric), labels.map(named)]),
    [
      [
        ['foo', 'foo'],
        [
          ['a', 'a'],
          ['b', 'b'],
        ],
      ],
      [['bar', 'bar'], []],
      [['baz', '"baz"'], [['c', 'c']]],
    ],
  );
});

test('the odd bracket is found, and none in a string or a comment counts', () => {
  assert.deepEqual(oddBracket('rate(x{a="}"}[5m]'), { sign: '(', at: 4, wants: ')' });
  assert.deepEqual(oddBracket('x) > 1'), { sign: ')', at: 1, wants: undefined });
  assert.equal(oddBracket('x{a="(", b=\'[\', c=`{`} # ('), undefined);
});

test('the functions of Prometheus are known by the names that people write', () => {
  for (const name of ['rate', 'histogram_quantile', 'log10', 'quantile_over_time', 'sum', 'topk', 'ln']) assert.ok(functionNames.includes(name), name);
});

test('whatever is written, it is read without a failure, and every place is in the text', () => {
  const pieces = fc.constantFrom(
    'rate',
    '(',
    ')',
    '[5m]',
    '{',
    '}',
    'a="b"',
    '>',
    ' 5',
    ' by ',
    'ä',
    '"',
    '`',
    '#',
    '\n',
    'sum',
    ',',
    '__name__',
    '@',
    'offset',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((all) => all.join('')),
      ),
      (text) => {
        const { error, selectors } = readPromql(text);
        for (const place of [error, ...selectors.flatMap(({ metric, labels }) => [metric, ...labels])]) {
          if (place !== undefined) assert.ok(place.from >= 0 && place.from <= place.to && place.to <= text.length);
        }
        thresholdOf(text);
        oddBracket(text);
      },
    ),
  );
});
