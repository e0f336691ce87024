import { type Static, Type } from 'typebox';

/** Others may say more than we know of. */
const open = { additionalProperties: true } as const;
const text = (maxLength: number) => Type.String({ maxLength });
const LabelSet = Type.Record(text(256), text(8192), { maxProperties: 128 });
const status = Type.Unsafe<'firing' | 'resolved'>(Type.Enum(['firing', 'resolved']));

const WebhookAlert = Type.Object(
  {
    status,
    labels: LabelSet,
    annotations: Type.Optional(LabelSet),
    startsAt: text(40),
    endsAt: Type.Optional(text(40)),
    generatorURL: Type.Optional(text(8192)),
    fingerprint: Type.Optional(text(64)),
  },
  open,
);

const maxAlerts = 10_000;

/** What Alertmanager sends, version 4. */
export const AlertmanagerWebhook = Type.Object(
  {
    version: Type.Literal('4'),
    // Alertmanager writes the matchers of every route above into it.
    groupKey: text(1 << 17),
    truncatedAlerts: Type.Optional(Type.Integer({ minimum: 0 })),
    status,
    receiver: text(256),
    groupLabels: LabelSet,
    commonLabels: LabelSet,
    commonAnnotations: LabelSet,
    externalURL: text(8192),
    alerts: Type.Array(WebhookAlert, { maxItems: maxAlerts }),
  },
  open,
);
export type AlertmanagerWebhook = Static<typeof AlertmanagerWebhook>;

/** What Grafana’s unified alerting sends: much like Alertmanager, with version 1 and values. */
export const GrafanaWebhook = Type.Object(
  {
    receiver: text(256),
    status,
    orgId: Type.Optional(Type.Integer()),
    alerts: Type.Array(
      Type.Object(
        {
          ...WebhookAlert.properties,
          values: Type.Optional(Type.Union([Type.Record(text(256), Type.Number()), Type.Null()])),
          dashboardURL: Type.Optional(text(8192)),
          panelURL: Type.Optional(text(8192)),
        },
        open,
      ),
      { maxItems: maxAlerts },
    ),
  },
  open,
);
export type GrafanaWebhook = Static<typeof GrafanaWebhook>;

export const WebhookTaken = Type.Object({
  taken: Type.Integer({ description: 'alerts that are new or changed' }),
  known: Type.Integer({ description: 'alerts that were there already' }),
  own: Type.Integer({ description: 'alerts that Sonde sent itself, and trials, dropped' }),
});
export type WebhookTaken = Static<typeof WebhookTaken>;
