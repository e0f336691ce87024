import assert from 'node:assert/strict';
import { test } from 'node:test';
import { benignDropReasons, dropReasons } from '#contract/drop-metrics.ts';
import { benignReasons } from './benign-reasons.ts';

test('every harmless reason that the kernel side tells apart is a value of the label', () => {
  assert.deepEqual(benignReasons, [...benignDropReasons]);
});

test('a reason is harmless or a loss; only drops without a reason may be either', () => {
  assert.deepEqual(
    benignDropReasons.filter((reason) => (dropReasons as readonly string[]).includes(reason)),
    ['not_specified'],
  );
});
