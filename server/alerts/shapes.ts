import { Value } from 'typebox/value';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import type { Labels } from '../store/prometheus.ts';
import type { Delivered } from './deliver.ts';

/** What a text of a custom shape can name. */
function wordsOf({ status, alerts, commonLabels, commonAnnotations, groupKey, externalURL }: AlertmanagerWebhook): Readonly<Record<string, string>> {
  const [first] = alerts;
  const names = [...new Set(alerts.map(({ labels }) => labels.alertname ?? ''))];
  const summaries = alerts.slice(0, 10).map(({ annotations, labels }) => annotations?.summary ?? labels.alertname ?? '');
  return {
    status,
    name: names.join(', '),
    severity: commonLabels.severity ?? first?.labels.severity ?? '',
    owner: commonLabels.owner ?? '',
    node: commonLabels.node ?? '',
    summary: commonAnnotations.summary ?? summaries.join('\n'),
    description: commonAnnotations.description ?? first?.annotations?.description ?? '',
    since: first?.startsAt ?? '',
    count: String(alerts.length),
    link: externalURL,
    group: groupKey,
  };
}

/** As it stands between the quotes of a JSON text. */
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

function customBody(shape: string, notification: AlertmanagerWebhook): string {
  const words = wordsOf(notification);
  return shape.replaceAll(/\{\{ ?([a-z]+) ?\}\}/g, (_, name: string) => inJson(words[name] ?? ''));
}

/** A card that Teams’ workflows take. */
function teamsBody(notification: AlertmanagerWebhook): string {
  const { status, name = '', summary = '', severity = '', link = '' } = wordsOf(notification);
  const text = (words: string, more: object) => ({ type: 'TextBlock', text: words, wrap: true, ...more });
  const facts = notification.alerts.slice(0, 10).map(({ labels, annotations }) => ({ title: labels.alertname ?? '', value: annotations?.summary ?? '' }));
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      text(`${status === 'firing' ? 'Firing' : 'Resolved'}: ${name}`, { weight: 'Bolder', size: 'Medium' }),
      text(`${severity} · ${summary}`, {}),
      { type: 'FactSet', facts },
    ],
    actions: [{ type: 'Action.OpenUrl', title: 'Open in Sonde', url: `${link}/alerts` }],
  };
  return JSON.stringify({ type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] });
}

/** One alert, for a trial. */
export function sampleNotification(receiver: string, name: string, more: Labels = {}): AlertmanagerWebhook {
  const labels = { alertname: name, severity: 'info', ...more };
  const annotations = { summary: 'A test from Sonde: nothing is wrong.' };
  const alert = {
    status: 'firing' as const,
    labels,
    annotations,
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: '',
  };
  const common = { groupLabels: { alertname: name }, commonLabels: labels, commonAnnotations: annotations, externalURL: '' };
  return { version: '4', groupKey: `{}:{alertname="${name}"}`, truncatedAlerts: 0, status: 'firing', receiver, ...common, alerts: [alert] };
}

/** What a receiver of this kind is sent; a plain webhook gets Alertmanager’s own words, byte by byte. */
export function shapedFor(to: Delivered, body: string): string {
  if (to.kind === 'webhook') return body;
  const notification: unknown = JSON.parse(body);
  if (!Value.Check(AlertmanagerWebhook, notification)) throw new Error('a delivery that is kept is no notification of Alertmanager');
  return to.kind === 'teams' ? teamsBody(notification) : customBody(to.body, notification);
}
