import { type Static, Type } from 'typebox';
import { Series } from './edge-counts.ts';
import { longestWords } from './find/words.ts';
import { Record } from './record.ts';
import { Moment, momentInput, Stale } from './reply.ts';
import { literals, nullable } from './schema.ts';

/** `pending`: true, but not for long enough yet. `inhibited`: another alert tells of it already. */
export const alertStates = ['firing', 'pending', 'silenced', 'inhibited', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** `page`: wake somebody. `ticket`: in working hours. `none`: nobody is told; Watchdog. */
export const alertSeverities = ['page', 'ticket', 'info', 'none'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

export const alertDomains = ['network', 'compute', 'memory', 'storage', 'logs', 'pipeline', 'sonde', 'other'] as const;

const alertSources = ['sonde', 'alertmanager', 'grafana'] as const;

/** Whose page an alert opens. */
export const AlertEntity = Type.Object({
  kind: literals(['node', 'edge', 'workload'] as const),
  id: Type.String({ description: 'the name of a node, the id of an edge or a workload' }),
  name: Type.String(),
});
export type AlertEntity = Static<typeof AlertEntity>;

export const alertId = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'the same as long as the labels are: Alertmanager’s fingerprint' });
const LabelSet = Type.Record(Type.String(), Type.String());
const who = Type.String({ minLength: 1, maxLength: 128 });

export const Acknowledged = Type.Object({ who: Type.String(), at: Moment, note: Type.String() });
export type Acknowledged = Static<typeof Acknowledged>;

export const Alert = Type.Object({
  id: alertId,
  name: Type.String(),
  severity: literals(alertSeverities),
  state: literals(alertStates),
  since: Moment,
  resolvedAt: nullable(Moment),
  entity: nullable(AlertEntity),
  value: nullable(Type.Number()),
  threshold: nullable(Type.Number()),
  unit: Type.String({ description: 'of value and threshold: ratio, seconds, bytes, per_second, …; empty: a plain number' }),
  expression: nullable(Type.String({ description: 'PromQL whose value is compared with the threshold; null where it is not known here' })),
  domain: literals(alertDomains),
  source: literals(alertSources),
  owner: Type.String({ description: 'empty: nobody’s' }),
  summary: Type.String(),
  runbook: nullable(Type.String({ description: 'its name in /api/runbooks' })),
  group: Type.Object({ id: Type.String(), cause: Type.String({ description: 'what those of the group have in common, in words' }) }),
  silencedBy: Type.Array(Type.Object({ id: Type.String(), who: Type.String(), why: Type.String(), until: nullable(Moment) })),
  inhibitedBy: Type.Array(Type.Object({ id: alertId, name: Type.String() })),
  acknowledged: nullable(Acknowledged),
  labels: LabelSet,
  annotations: LabelSet,
});
export type Alert = Static<typeof Alert>;

/** Alerts of one cause together: where there are thousands of alerts, there are few of these. */
export const AlertGroup = Type.Object({
  id: Type.String(),
  cause: Type.String(),
  severity: literals(alertSeverities, 'the worst of those that are firing, else of all'),
  since: Moment,
  count: Type.Integer(),
  firing: Type.Integer(),
  names: Type.Array(Type.String(), { maxItems: 8, description: 'of its alerts, the cause first' }),
});
export type AlertGroup = Static<typeof AlertGroup>;

const count = Type.Integer({ minimum: 0 });
const names = alertStates.join('|');

export const AlertsQuery = Type.Object(
  {
    state: Type.Optional(
      Type.String({ pattern: `^(${names})(,(${names}))*$`, description: `${alertStates.join(', ')}, or several with commas; absent: all but resolved` }),
    ),
    group: Type.Optional(Type.String({ maxLength: 256, description: 'only those of one group' })),
    name: Type.Optional(Type.String({ maxLength: 256 })),
    entity: Type.Optional(Type.String({ maxLength: 600, description: 'only those of a node, edge or workload, by its id' })),
    find: Type.Optional(
      Type.String({
        maxLength: longestWords,
        description: 'words that each stand somewhere in its name, summary, owner, entity or labels; capitals do not count',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
  },
  { additionalProperties: false },
);

export const Alerts = Type.Object({
  at: Moment,
  stale: Stale,
  alerts: Type.Array(Alert, { description: 'the worst first, then the newest' }),
  more: Type.Integer({ description: 'how many are left out' }),
  counts: Type.Object(
    { firing: count, pending: count, silenced: count, inhibited: count, resolved: count },
    { description: 'of all alerts; resolved: within the last hour' },
  ),
  groups: Type.Array(AlertGroup, { maxItems: 500, description: 'of all that match but those of severity none' }),
  moreGroups: Type.Integer({ description: 'how many are left out, and have no alert here either' }),
});
export type Alerts = Static<typeof Alerts>;

/** The left side of the alert's expression over time, and the threshold to draw across it. */
const AlertGraph = Type.Object({
  query: Type.String({ description: 'PromQL, to be asked as it is' }),
  comparison: literals(['>', '>=', '<', '<=', '==', '!='] as const),
  threshold: nullable(Type.Number()),
  unit: Type.String(),
  from: Moment,
  to: Moment,
  stepSeconds: Type.Number(),
  series: Type.Array(Series, { maxItems: 16 }),
});

const ChangedPattern = Type.Object({
  app: Type.String(),
  pattern: Type.String(),
  before: nullable(count),
  during: count,
  query: Type.String({ description: 'which finds its lines' }),
});

const Span = Type.Object({ from: Moment, to: Moment });

/** Lines in the time of the alert beside those of before. */
const ChangedPatterns = Type.Object({
  query: Type.String({ description: 'whose lines, in the words of /api/logs; empty: the alert names nobody' }),
  during: Span,
  /** With what they are compared: as long a time, or what is kept of it. */
  before: nullable(Span),
  /** Of both times the oldest line that is kept, of anybody. */
  keptFrom: nullable(Moment),
  isChanged: Type.Boolean({ description: 'whether what was found changed; else it is what is said most, warnings and worse first' }),
  found: Type.Array(ChangedPattern, { maxItems: 10 }),
});

/** Where else to look, with entity and time held. */
const AlertLink = Type.Object({ name: Type.String(), href: Type.String({ description: 'a path of the console, or an http(s) address' }) });

export const AlertEvidence = Type.Object({
  alert: Alert,
  stale: Stale,
  from: Moment,
  to: Moment,
  graph: nullable(AlertGraph),
  neighbours: Type.Object({
    at: Moment,
    nodes: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), health: Type.String() }), { maxItems: 50 }),
    edges: Type.Array(Type.Object({ id: Type.String(), client: Type.String(), server: Type.String(), health: Type.String() }), { maxItems: 100 }),
  }),
  events: Type.Object({ query: Type.String({ description: 'in the words of /api/events' }), records: Type.Array(Record, { maxItems: 50 }) }),
  /** null: they could not be counted now. */
  patterns: nullable(ChangedPatterns),
  links: Type.Array(AlertLink),
});
export type AlertEvidence = Static<typeof AlertEvidence>;

export const alertChanges = ['fired', 'resolved', 'silenced', 'unsilenced', 'inhibited', 'acknowledged', 'noted'] as const;

/** One thing that became of an alert. */
export const AlertChange = Type.Object({
  id: Type.String(),
  at: Moment,
  what: literals(alertChanges),
  alert: Type.Pick(Alert, ['id', 'name', 'severity', 'entity', 'value', 'unit', 'source', 'labels', 'summary']),
  who: nullable(Type.String()),
  note: nullable(Type.String({ description: 'what was written, or why it was silenced' })),
});
export type AlertChange = Static<typeof AlertChange>;

const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 4096, description: 'what `next` was' })),
};
export const AlertHistoryQuery = Type.Object(
  { from: Type.Optional(momentInput), to: Type.Optional(momentInput), name: Type.Optional(Type.String({ maxLength: 256 })), ...page },
  { additionalProperties: false },
);
export const OneAlertHistoryQuery = Type.Object(page, { additionalProperties: false });
export const AlertHistory = Type.Object({ changes: Type.Array(AlertChange, { description: 'newest first' }), next: Type.Optional(Type.String()) });
export type AlertHistory = Static<typeof AlertHistory>;

export const Acknowledge = Type.Object({ who, note: Type.Optional(Type.String({ maxLength: 2048 })) }, { additionalProperties: false });
export const Note = Type.Object({ who, note: Type.String({ minLength: 1, maxLength: 2048 }) }, { additionalProperties: false });
