import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import { type Alert, AlertChange, type alertChanges } from '#contract/alerts.ts';
import type { Record } from '#contract/record.ts';
import type { Severity } from '#contract/severities.ts';

export type What = (typeof alertChanges)[number];

export interface Change {
  readonly what: What;
  readonly alert: Alert;
  readonly atMs: number;
  readonly who?: string;
  readonly note?: string;
}

/** As its type begins: `alert.fired`. */
const prefix = 'alert.';

const words: Readonly<{ [what in What]: string }> = {
  fired: 'fired',
  resolved: 'is over',
  silenced: 'was silenced',
  unsilenced: 'is silenced no more',
  inhibited: 'follows from another',
  acknowledged: 'was acknowledged',
  noted: 'was noted upon',
};

function severityOf(what: What, { severity }: Alert): Severity {
  if (what !== 'fired') return 'info';
  return severity === 'page' ? 'error' : severity === 'ticket' ? 'warning' : 'info';
}

/** An alert fires once since a moment and is over once, however often that is found out, and whatever is said of it then. */
function idOf({ what, alert, atMs, note = '' }: Change): string {
  const [when, said] = what === 'fired' || what === 'resolved' ? [alert.since, ''] : [new Date(atMs).toISOString(), note];
  return createHash('sha256').update([alert.id, what, when, said].join('\n')).digest().subarray(0, 16).toString('base64url');
}

function identityOf({ entity, labels }: Alert): string {
  if (entity?.kind === 'workload') return entity.id;
  const { client, client_kind = 'process', client_namespace = '' } = labels;
  return client === undefined ? '' : `${client_kind}:${client_namespace === '' ? '' : `${client_namespace}/`}${client}`;
}

const mostOfValue = 4096;

/** Names of attributes to what they say; those that would be cut are left out. */
function attributesOf({ alert, who, note }: Change): Record['attributes'] {
  const { id, name, severity, entity, value, unit, source, summary, labels } = alert;
  const known = JSON.stringify(labels);
  return {
    'alert.id': id,
    'alert.name': name,
    'alert.severity': severity,
    'alert.source': source,
    'alert.summary': summary.slice(0, mostOfValue),
    'alert.unit': unit,
    ...(value !== null && { 'alert.value': value }),
    ...(entity !== null && { 'alert.entity.kind': entity.kind, 'alert.entity.id': entity.id, 'alert.entity.name': entity.name }),
    ...(known.length <= mostOfValue && { 'alert.labels': known }),
    ...(who !== undefined && { 'user.name': who }),
    ...(note !== undefined && { 'alert.note': note.slice(0, mostOfValue) }),
  };
}

/** What became of an alert, as a record that events are searched and drawn with. */
export function recordOf(change: Change, ownNode: string): Record {
  const { what, alert, atMs, who, note } = change;
  const id = idOf(change);
  const message = [`${alert.name} ${words[what]}`, who && `by ${who}`, note && `: ${note}`, what === 'fired' && alert.summary && `: ${alert.summary}`];
  return {
    id,
    kind: 'event',
    time: what === 'fired' ? alert.since : new Date(atMs).toISOString(),
    node: (alert.labels.node ?? ownNode).slice(0, 253),
    type: `${prefix}${what}`,
    severity: severityOf(what, alert),
    identity: identityOf(alert).slice(0, 256),
    object: alert.name.slice(0, 256),
    reason: alert.severity,
    message: message.filter(Boolean).join(' ').replaceAll(' : ', ': ').slice(0, mostOfValue),
    attributes: attributesOf(change),
    // Each is told for itself.
    fingerprint: id,
    count: 1,
  };
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : {};
  } catch {
    return {};
  }
}

/** Undefined where the record is of something else. */
export function changeOf({ id, time, type, attributes }: Record): AlertChange | undefined {
  const of = (name: string) => attributes[`alert.${name}`];
  const kind = of('entity.kind');
  const change: unknown = {
    id,
    at: time,
    what: type.slice(prefix.length),
    alert: {
      id: of('id'),
      name: of('name'),
      severity: of('severity'),
      entity: kind === undefined ? null : { kind, id: of('entity.id'), name: of('entity.name') },
      value: of('value') ?? null,
      unit: of('unit') ?? '',
      source: of('source'),
      labels: parsed(of('labels')),
      summary: of('summary') ?? '',
    },
    who: attributes['user.name'] ?? null,
    note: of('note') ?? null,
  };
  return Value.Check(AlertChange, change) ? change : undefined;
}

/** What finds them among all events. */
export const changesQuery = `type=${prefix}*`;
