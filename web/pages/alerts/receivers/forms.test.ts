import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKept, kinds, missingIn, overKept, targetOf, valuesOf } from './forms.ts';

test('a form is sent as the contract has it, and what is empty is left out', () => {
  assert.deepEqual(targetOf('webhook', { url: ' https://hooks.example/a ', secret: '' }, undefined), { kind: 'webhook', url: 'https://hooks.example/a' });
  assert.deepEqual(targetOf('email', { to: 'a@b.example, c@d.example', from: 's@b.example', smarthost: 'mail:587' }, undefined), {
    kind: 'email',
    to: ['a@b.example', 'c@d.example'],
    from: 's@b.example',
    smarthost: 'mail:587',
    requireTls: true,
  });
});

test('what the form does not ask for stays as it was, and a secret that is kept is sent back as such', () => {
  const before = { kind: 'custom' as const, url: '(kept)', body: '{}', headers: { 'X-Key': '(kept)' }, secret: '(kept)' };
  assert.deepEqual(targetOf('custom', { ...valuesOf(before), body: '{"a":1}' }, before), { ...before, body: '{"a":1}' });
});

test('a kept secret that is written over and erased again is kept; removed on purpose it is left out', () => {
  const before = { kind: 'webhook' as const, url: 'https://hooks.example/(kept)', secret: '(kept)' };
  const kept = kinds.webhook.fields.filter((field) => isKept('webhook', field, before)).map(({ key }) => key);
  assert.deepEqual(kept, ['secret']);
  const sent = (secret: string) => targetOf('webhook', { ...valuesOf(before), secret }, before);
  assert.deepEqual(sent(overKept('s')), { ...before, secret: 's' });
  for (const erased of ['', ' ']) assert.deepEqual(sent(overKept(erased)), before);
  assert.deepEqual(sent(''), { kind: 'webhook', url: 'https://hooks.example/(kept)' });
  assert.ok(!kinds.custom.fields.some((field) => isKept('custom', field, before)), 'of another kind nothing is kept');
  assert.ok(!kinds.webhook.fields.some((field) => isKept('webhook', field, undefined)), 'nor of a new one');
});

test('an address of which the host alone is shown is sent back as it is shown, where nobody changes it', () => {
  const before = { kind: 'webhook' as const, url: 'https://hooks.example/(kept)' };
  assert.deepEqual(targetOf('webhook', valuesOf(before), before), before);
});

test('what is missing is named', () => {
  assert.deepEqual(missingIn('email', { to: 'a@b.example' }), ['From', 'Mail server']);
  assert.deepEqual(missingIn('pagerduty', { routingKey: 'k' }), []);
});
