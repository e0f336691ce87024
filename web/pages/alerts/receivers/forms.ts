import type { NewReceiver } from '#contract/receivers.ts';

export type Target = NewReceiver['to'];
export type TargetKind = Target['kind'];

/** A field of a receiver, as a person fills it in. */
export interface TargetField {
  readonly key: string;
  readonly label: string;
  readonly hint?: string;
  readonly isSecret?: boolean;
  readonly isOptional?: boolean;
  readonly isLong?: boolean;
}

/** What stands in an answer for a secret that is kept; sent back, it means: as it was. */
export const keptSecret = '(kept)';

const secret: TargetField = {
  key: 'secret',
  label: 'Secret, if any',
  hint: 'What is sent is signed with it, by HMAC-SHA256.',
  isSecret: true,
  isOptional: true,
};

export const kinds: Readonly<Record<TargetKind, { readonly says: string; readonly fields: readonly TargetField[] }>> = {
  webhook: {
    says: 'Webhook',
    fields: [{ key: 'url', label: 'Address', hint: 'It gets what Alertmanager sends, format 4. After the host, (kept) stands for what is not shown.' }, secret],
  },
  teams: {
    says: 'Microsoft Teams',
    fields: [{ key: 'url', label: 'Address of the workflow', hint: 'What it gets is not signed: Microsoft could not check it.', isSecret: true }],
  },
  custom: {
    says: 'Any JSON by HTTP',
    fields: [
      { key: 'url', label: 'Address', isSecret: true },
      { key: 'body', label: 'Body', hint: 'JSON; {{name}}, {{summary}} and the like stand for what is told.', isLong: true },
      secret,
    ],
  },
  slack: {
    says: 'Slack',
    fields: [
      { key: 'url', label: 'Address of the webhook', isSecret: true },
      { key: 'channel', label: 'Channel, if another', isOptional: true },
    ],
  },
  pagerduty: { says: 'PagerDuty', fields: [{ key: 'routingKey', label: 'Integration key', isSecret: true }] },
  opsgenie: {
    says: 'Opsgenie',
    fields: [
      { key: 'apiKey', label: 'API key', isSecret: true },
      { key: 'apiUrl', label: 'Address, if another', hint: 'https://api.eu.opsgenie.com/ in the EU', isOptional: true },
    ],
  },
  email: {
    says: 'Mail',
    fields: [
      { key: 'to', label: 'To', hint: 'Addresses, with commas between them.' },
      { key: 'from', label: 'From' },
      { key: 'smarthost', label: 'Mail server', hint: 'HOST:PORT' },
      { key: 'user', label: 'User, if any', isOptional: true },
      { key: 'password', label: 'Password, if any', isSecret: true, isOptional: true },
    ],
  },
};

export const kindIds = Object.keys(kinds) as TargetKind[];

export type Values = Readonly<Record<string, string>>;

/** What is in the fields of a receiver that is there. Secrets never come back, so that theirs say that one is kept. */
export function valuesOf(to: Target): Values {
  return Object.fromEntries(
    Object.entries(to).flatMap(([key, value]): [string, string][] => {
      if (Array.isArray(value)) return [[key, value.join(', ')]];
      return typeof value === 'string' && key !== 'kind' ? [[key, value]] : [];
    }),
  );
}

/** Whether a secret is kept of a receiver that is there, unless another is written. */
export const isKept = (kind: TargetKind, { key, isSecret }: TargetField, before: Target | undefined): boolean =>
  isSecret === true && before?.kind === kind && valuesOf(before)[key] === keptSecret;

/** What stands for a kept secret once somebody has written over it: what is erased again leaves it. */
export const overKept = (text: string): string => (text.trim() === '' ? keptSecret : text);

/** Which fields are empty that may not be. */
export const missingIn = (kind: TargetKind, values: Values): readonly string[] =>
  kinds[kind].fields.filter(({ key, isOptional }) => isOptional !== true && (values[key] ?? '').trim() === '').map(({ label }) => label);

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The fields as the contract has them; what is not asked for stays as it was. */
export function targetOf(kind: TargetKind, values: Values, before: Target | undefined): Target {
  const filled = kinds[kind].fields.flatMap(({ key }): [string, string][] => {
    const value = (values[key] ?? '').trim();
    return value === '' ? [] : [[key, value]];
  });
  const kept = before?.kind === kind ? before : undefined;
  const fields = Object.fromEntries(filled);
  if (kind === 'email') {
    const requireTls = kept?.kind === 'email' ? kept.requireTls : true;
    return { kind, ...fields, to: listed(values.to ?? ''), requireTls } as Target;
  }
  const headers = kept?.kind === 'custom' && kept.headers !== undefined ? { headers: kept.headers } : {};
  return { kind, ...fields, ...headers } as Target;
}
