import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { sampleNotification, shapedFor } from './shapes.ts';

const url = 'https://teams.example/hook';
const notification: AlertmanagerWebhook = { ...sampleNotification('to teams', 'NodeOOM', { severity: 'page' }), externalURL: 'https://sonde.example' };

interface Card {
  readonly type: string;
  readonly body: readonly { readonly type: string; readonly text?: string; readonly facts?: readonly { readonly title: string; readonly value: string }[] }[];
  readonly actions: readonly { readonly type: string; readonly url: string }[];
}

function cardOf(of: AlertmanagerWebhook): Card {
  const { type, attachments } = JSON.parse(shapedFor({ kind: 'teams', url }, JSON.stringify(of)));
  assert.deepEqual([type, attachments.length], ['message', 1]);
  assert.equal(attachments[0].contentType, 'application/vnd.microsoft.card.adaptive');
  return attachments[0].content;
}

test('Teams gets a card that says what fires, how bad it is, and where to look', () => {
  const { type, body, actions } = cardOf(notification);
  assert.equal(type, 'AdaptiveCard');
  assert.deepEqual(
    body.map((block) => [block.type, block.text]),
    [
      ['TextBlock', 'Firing: NodeOOM'],
      ['TextBlock', 'page · A test from Sonde: nothing is wrong.'],
      ['FactSet', undefined],
    ],
  );
  assert.deepEqual(body[2]?.facts, [{ title: 'NodeOOM', value: 'A test from Sonde: nothing is wrong.' }]);
  assert.deepEqual(
    actions.map((action) => [action.type, action.url]),
    [['Action.OpenUrl', 'https://sonde.example/alerts']],
  );
});

test('a card of many alerts names ten of them, and each name once', () => {
  const [alert] = notification.alerts;
  assert.ok(alert);
  const named = (at: number) => ({ ...alert, labels: { alertname: at % 2 === 0 ? 'NodeOOM' : 'LogLag' }, annotations: { summary: `the ${at}th` } });
  const many = {
    ...notification,
    status: 'resolved' as const,
    commonAnnotations: {},
    commonLabels: {},
    alerts: Array.from({ length: 12 }, (_, at) => named(at)),
  };
  const [title, summary, facts] = cardOf(many).body;
  assert.equal(title?.text, 'Resolved: NodeOOM, LogLag');
  assert.equal(summary?.text?.split('\n').length, 10);
  assert.deepEqual([facts?.facts?.length, facts?.facts?.at(-1)], [10, { title: 'LogLag', value: 'the 9th' }]);
});

test('what a label has in it stays words, in a card and in a body of one’s own', () => {
  const alertname = '"},{"type":"Image\n';
  const odd = {
    ...notification,
    commonLabels: { severity: 'page' },
    alerts: [{ ...notification.alerts[0], status: 'firing' as const, startsAt: '', labels: { alertname } }],
  };
  assert.equal(cardOf(odd).body[0]?.text, `Firing: ${alertname}`);
  const own = shapedFor({ kind: 'custom', url, body: '{"text":"{{ name }} {{severity}} {{nothing}}"}' }, JSON.stringify(odd));
  assert.deepEqual(JSON.parse(own), { text: `${alertname} page ` });
});

test('a plain webhook gets Alertmanager’s own words, byte by byte', () => {
  const text = `${JSON.stringify(notification, undefined, 1)}\n`;
  assert.equal(shapedFor({ kind: 'webhook', url }, text), text);
});

test('what is no notification of Alertmanager is not sent to anybody', () => {
  assert.throws(() => shapedFor({ kind: 'teams', url }, '{"version":"4"}'), /no notification of Alertmanager/);
});
