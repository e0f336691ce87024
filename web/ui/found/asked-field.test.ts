import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedField } from './asked-field.ts';

test('the field whose value is being typed is the last one', () => {
  for (const [text, field] of [
    ['status=', 'status'],
    ['level>=warn http.route:/he', 'http.route'],
    ['a or (-app=ch', 'app'],
    ['-order_id!=8f', 'order_id'],
    ['app=a,b', 'app'],
    ['app=checkout ', undefined],
    ['connection refused', undefined],
    ['', undefined],
  ] as const) {
    assert.equal(askedField(text), field, text);
  }
});
