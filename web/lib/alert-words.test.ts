import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatOf, gaugeOf } from './alert-words.ts';
import { asText } from './quantity.ts';

test('a value is written in its unit, and one of no known unit as a plain number', () => {
  const written = (value: number, unit: string) => asText(formatOf(unit)(value)).replaceAll('\u202f', ' ');
  assert.deepEqual(
    [
      written(0.943, 'ratio'),
      written(0.062, 'seconds'),
      written(2 ** 30, 'bytes'),
      written(18_400, 'per_second'),
      written(12.3456, 'times'),
      written(1234, ''),
    ],
    ['94 %', '62.0 ms', '1.00 GiB', '18.4k/s', '12.3', '1.23k'],
  );
});

test('value and threshold have places on one line; where one is missing there is no line', () => {
  const far = gaugeOf({ value: 100, threshold: 0.05 });
  assert.ok(far !== undefined && far.threshold >= 0.04 && far.value < 1 && far.value > far.threshold);
  const below = gaugeOf({ value: 1, threshold: 4 });
  assert.ok(below !== undefined && below.value < below.threshold);
  assert.equal(gaugeOf({ value: null, threshold: 1 }), undefined);
  assert.equal(gaugeOf({ value: 0, threshold: 0 }), undefined);
});
