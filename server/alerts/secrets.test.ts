import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '#contract/receivers.ts';
import { masked, unmasked } from './secrets.ts';

const all: readonly Target[] = [
  { kind: 'webhook', url: 'https://hooks.example/a?key=hush', secret: 'hush' },
  { kind: 'teams', url: 'https://teams.example/hush' },
  { kind: 'custom', url: 'https://own.example/hush', body: '{}', headers: { 'x-token': 'hush' } },
  { kind: 'slack', url: 'https://hooks.slack.example/hush', channel: '#ops' },
  { kind: 'pagerduty', routingKey: 'hush' },
  { kind: 'opsgenie', apiKey: 'hush' },
  { kind: 'email', to: ['a@b.example'], from: 's@b.example', smarthost: 'mail:25', user: 'u', password: 'hush', requireTls: true },
];

test('no secret of any kind is shown, and what is shown gives the same back', () => {
  for (const to of all) {
    assert.doesNotMatch(JSON.stringify(masked(to)), /hush/, to.kind);
    assert.deepEqual(unmasked(masked(to), to), to, to.kind);
  }
});

test('a secret that is kept goes nowhere else', () => {
  const email = all[6];
  assert.ok(email?.kind === 'email');
  assert.throws(() => unmasked({ ...email, password: '(kept)', smarthost: 'mine:25' }, email), /give its secret again/);
  assert.throws(() => unmasked({ kind: 'pagerduty', routingKey: '(kept)' }, email), /a secret that is not there/);
});
