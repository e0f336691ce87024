import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '#contract/receivers.ts';
import { masked, unmasked } from './secrets.ts';

const all: readonly Target[] = [
  { kind: 'webhook', url: 'https://user:hush@hooks.example:8443/hush/a?key=hush#hush', secret: 'hush' },
  { kind: 'teams', url: 'https://teams.example/hush' },
  { kind: 'custom', url: 'https://own.example/hush', body: '{}', headers: { 'x-token': 'hush' }, secret: 'hush' },
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

test('of the address of a webhook, scheme and host are shown, and that there is more', () => {
  const shown = (url: string) => masked({ kind: 'webhook', url });
  const webhook = (url: string) => ({ kind: 'webhook', url });
  assert.deepEqual(shown('https://discord.com/api/webhooks/123/TOKEN'), webhook('https://discord.com/(kept)'));
  assert.deepEqual(shown('https://user@hooks.example:8443'), webhook('https://hooks.example:8443/(kept)'));
  for (const url of ['http://127.0.0.1:9000', 'http://127.0.0.1:9000/']) assert.deepEqual(shown(url), webhook(url));
});

test('the rest of an address goes to its own host, and with another secret too', () => {
  const known = { kind: 'webhook' as const, url: 'https://discord.com/api/webhooks/123/TOKEN', secret: 'old' };
  assert.deepEqual(unmasked({ ...known, url: 'https://discord.com/(kept)', secret: 'new' }, known), { ...known, secret: 'new' });
  for (const url of ['https://evil.example/(kept)', 'https://discord.com/(kept)/slack', 'http://discord.com/(kept)'])
    assert.throws(() => unmasked({ ...known, url, secret: 'new' }, known), /a secret that is not there/, url);
});

test('a secret that is kept goes nowhere else', () => {
  const email = all[6];
  assert.ok(email?.kind === 'email');
  assert.throws(() => unmasked({ ...email, password: '(kept)', smarthost: 'mine:25' }, email), /give its secret again/);
  assert.throws(() => unmasked({ kind: 'pagerduty', routingKey: '(kept)' }, email), /a secret that is not there/);
});
