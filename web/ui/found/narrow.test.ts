import assert from 'node:assert/strict';
import test from 'node:test';
import { logFields } from '#contract/find/log-fields.ts';
import { askedHow, isAskable, narrowed } from './narrow.ts';

const asked = (text: string) => ({ text, fields: logFields });

test('a value is asked for, and a second click takes that back', () => {
  for (const [text, field, value, next] of [
    ['', 'app', 'checkout', 'app=checkout'],
    ['refused', 'level', 'error', 'refused level=error'],
    ['level>=warn refused', 'level', 'error', 'refused level=error'],
    ['app=checkout refused', 'app', 'checkout', 'refused'],
    ['app=checkout', 'app', 'cart', 'app=cart'],
    ['-app=cart refused', 'app', 'cart', 'refused app=cart'],
    ['a or b', 'node', 'n1', '(a or b) node=n1'],
    ['', 'pool', 'of orders', 'pool="of orders"'],
    ['pool=a', 'pool', 'b', 'pool=a pool=b'],
    ['', 'app', '', '-exists(app)'],
    ['-exists(app) x', 'app', '', 'x'],
  ] as const)
    assert.equal(narrowed(asked(text), 'for', field, value), next, text);
});

test('a value is left out, in place of being asked for', () => {
  for (const [text, field, value, next] of [
    ['', 'app', 'cart', '-app=cart'],
    ['-app=cart', 'app', 'shop', '-app=cart -app=shop'],
    ['app=cart refused', 'app', 'cart', 'refused -app=cart'],
    ['not app=cart refused', 'app', 'cart', 'refused'],
    ['', 'app', '', 'exists(app)'],
  ] as const)
    assert.equal(narrowed(asked(text), 'against', field, value), next, text);
});

test('what is asked already is known, wherever it stands', () => {
  assert.equal(askedHow(asked('refused app=cart'), 'app', 'cart'), 'for');
  assert.equal(askedHow(asked('-app=cart'), 'app', 'cart'), 'against');
  assert.equal(askedHow(asked('app=cart or b'), 'app', 'cart'), undefined);
  assert.equal(askedHow(asked('app=cart,shop'), 'app', 'cart'), undefined);
});

test('a name or a value that the language would read otherwise is not offered', () => {
  assert.equal(isAskable('k8s.pod.name', 'x'), true);
  assert.equal(isAskable('two words', 'x'), false);
  assert.equal(isAskable('path', '/a/*'), false);
});
