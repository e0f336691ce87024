import { type Static, type TProperties, Type } from 'typebox';
import { alertSeverities } from './alerts.ts';
import { Moment } from './reply.ts';
import { literals, nullable } from './schema.ts';

/** What stands in an answer for a secret that is kept; sent back, it means: as it was. */
export const keptSecret = '(kept)';

const line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });
const secret = Type.String({ ...line(1024), description: `text of up to 1024 signs; ${keptSecret}: as it was` });
const httpUrl = Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 2048, description: 'an http:// or https:// address' });
/** The whole address is a secret: it holds the token. */
const secretUrl = Type.String({ pattern: '^(https?://[^\\s]+|\\(kept\\))$', maxLength: 2048, description: 'an http:// or https:// address' });
const closed = { additionalProperties: false } as const;
const form = <Kind extends string, Fields extends TProperties>(kind: Kind, fields: Fields) => Type.Object({ kind: Type.Literal(kind), ...fields }, closed);

/** Alertmanager’s webhook format v4 as it is, signed with `secret` where there is one. */
const Webhook = form('webhook', { url: httpUrl, secret: Type.Optional(secret) });
const Teams = form('teams', { url: secretUrl });
/** A JSON text; `{{name}}`, `{{summary}}` and the like stand for what the notification says, escaped as JSON has it. Signed like a webhook. */
const Custom = form('custom', {
  url: secretUrl,
  body: Type.String({ minLength: 2, maxLength: 16_384 }),
  headers: Type.Optional(Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }), secret, { maxProperties: 16 })),
  secret: Type.Optional(secret),
});
const Slack = form('slack', { url: secretUrl, channel: Type.Optional(line(128)) });
const PagerDuty = form('pagerduty', { routingKey: secret });
const Opsgenie = form('opsgenie', { apiKey: secret, apiUrl: Type.Optional(httpUrl) });
const Email = form('email', {
  to: Type.Array(Type.String({ pattern: '^[^\\s@,<>{}]{1,64}@[^\\s@,<>{}]{1,253}$' }), { minItems: 1, maxItems: 16 }),
  from: Type.String({ pattern: '^[^\\s@,<>{}]{1,64}@[^\\s@,<>{}]{1,253}$' }),
  smarthost: Type.String({ pattern: '^[A-Za-z0-9.:[\\]-]{1,253}:\\d{1,5}$', description: 'HOST:PORT' }),
  user: Type.Optional(line(256)),
  password: Type.Optional(secret),
  requireTls: Type.Boolean(),
});

export const Target = Type.Union([Webhook, Teams, Custom, Slack, PagerDuty, Opsgenie, Email]);
export type Target = Static<typeof Target>;

export const receiverName = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9 _.-]{0,62}$', description: 'letters, digits, space and _ . -, 63 at most' });

/** Who is told of what: severities and owners, each empty for all; severity `none` is Watchdog, every 15 minutes, which is not among all. */
export const ReceiverInput = Type.Object(
  {
    severities: Type.Array(literals(alertSeverities), { maxItems: 4, uniqueItems: true }),
    owners: Type.Array(line(128), { maxItems: 32, uniqueItems: true }),
    resolved: Type.Boolean({ description: 'whether it is also told what is over' }),
    to: Target,
  },
  closed,
);
export type ReceiverInput = Static<typeof ReceiverInput>;
export const NewReceiver = Type.Object({ name: receiverName, ...ReceiverInput.properties }, closed);
export type NewReceiver = Static<typeof NewReceiver>;

export const Receiver = Type.Object({
  ...NewReceiver.properties,
  fromConfig: Type.Boolean({ description: 'of the configuration’s alerting.webhooks: not to be changed here' }),
  lastDelivery: nullable(Type.Object({ at: Moment, state: Type.String() })),
});
export type Receiver = Static<typeof Receiver>;

/** Address of an Alertmanager of somebody’s own, in whose configuration receivers and windows take effect; null: Sonde’s, at once. */
export const DecidedBy = nullable(Type.String());

export const TestResult = Type.Object({ accepted: Type.Boolean(), says: Type.String(), tookSeconds: Type.Number() });
export type TestResult = Static<typeof TestResult>;
