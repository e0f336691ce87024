import { type Static, Type } from 'typebox';
import { alertDomains, alertSeverities } from './alerts.ts';
import { Series } from './edge-counts.ts';
import { Moment, momentInput } from './reply.ts';
import { literals, nullable } from './schema.ts';

export const ruleName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9]{2,63}$', description: 'letters and digits, 3 to 64, a letter first' });
const duration = Type.String({ pattern: '^\\d{1,5}(s|m|h|d)$', description: 'a number with s, m, h or d' });
const text = (maxLength: number) => Type.String({ maxLength });

const comparisons = ['>', '>=', '<', '<=', '==', '!='] as const;

/** What a rule looks at: PromQL with its comparison, or how many lines or events a query finds in a time. */
const RuleCondition = Type.Union([
  Type.Object({ of: Type.Literal('metrics'), expression: Type.String({ minLength: 1, maxLength: 8192 }) }, { additionalProperties: false }),
  Type.Object(
    {
      of: literals(['logs', 'events'] as const),
      query: Type.String({ maxLength: 2000, description: 'as on the pages Logs and Events' }),
      within: duration,
      comparison: literals(comparisons),
      threshold: Type.Number(),
    },
    { additionalProperties: false },
  ),
]);

const ruleFields = {
  condition: RuleCondition,
  for: duration,
  severity: literals(alertSeverities),
  summary: Type.String({ minLength: 1, maxLength: 512 }),
  description: text(4096),
  owner: text(128),
  unit: text(32),
  domain: literals(alertDomains),
};

export const RuleInput = Type.Object(
  {
    ...ruleFields,
    description: Type.Optional(ruleFields.description),
    owner: Type.Optional(ruleFields.owner),
    unit: Type.Optional(ruleFields.unit),
    domain: Type.Optional(ruleFields.domain),
  },
  { additionalProperties: false },
);
export type RuleInput = Static<typeof RuleInput>;
export const NewRule = Type.Object({ name: ruleName, ...RuleInput.properties }, { additionalProperties: false });
export type NewRule = Static<typeof NewRule>;

/** How often it told of something that nobody had to look at. */
const Noise = Type.Object({
  score: Type.Number({ description: '0: calm; 1: every alert was short, or came again and again' }),
  says: Type.String({ description: 'in words, with the numbers' }),
});

export const Rule = Type.Object({
  name: Type.String(),
  aspect: nullable(Type.String({ description: 'tells rules of one name apart: a label of their alerts' })),
  ...ruleFields,
  builtIn: Type.Boolean({ description: 'ours, and not to be changed here' }),
  on: Type.Boolean({ description: 'false: it was switched off, and is not evaluated' }),
  expression: Type.String({ description: 'PromQL, as Prometheus evaluates it' }),
  state: literals(['inactive', 'pending', 'firing', 'failing', 'unknown'] as const, 'failing: it cannot be evaluated; unknown: Prometheus does not tell'),
  problem: nullable(Type.String({ description: 'why it cannot be evaluated' })),
  alerts: Type.Integer({ description: 'pending and firing now' }),
  evaluatedAt: nullable(Moment),
  evaluationSeconds: nullable(Type.Number()),
  runbook: nullable(Type.String({ description: 'its name in /api/runbooks' })),
  changed: nullable(Type.Object({ at: Moment, who: Type.String() })),
  history: Type.Object({
    from: Moment,
    fired: Type.Integer({ description: 'alerts' }),
    firingSeconds: Type.Number({ description: 'of all alerts together' }),
    lastFiredAt: nullable(Moment),
  }),
  noise: nullable(Noise),
});
export type Rule = Static<typeof Rule>;
export const Rules = Type.Object({ at: Moment, rules: Type.Array(Rule) });
export type Rules = Static<typeof Rules>;

const over = { from: Type.Optional(momentInput), to: Type.Optional(momentInput) };
export const PreviewInput = Type.Object({ condition: RuleCondition, ...over }, { additionalProperties: false });

export const RuleSwitch = Type.Object({ on: Type.Boolean() }, { additionalProperties: false });

const Hint = Type.Object({ says: Type.String(), position: Type.Integer({ description: 'in the expression, from 0' }), length: Type.Integer() });

/** The left side of the condition over time, with the threshold; where it has none, what the whole gives. */
export const Preview = Type.Object({
  query: Type.String(),
  comparison: nullable(literals(comparisons)),
  threshold: nullable(Type.Number()),
  from: Moment,
  to: Moment,
  stepSeconds: Type.Number(),
  series: Type.Array(Series, { maxItems: 50 }),
  more: Type.Integer({ description: 'how many series are left out' }),
  hints: Type.Array(Hint, { description: 'what is not wrong, but may be a slip: a metric that is not there now' }),
});
export type Preview = Static<typeof Preview>;

export const BacktestInput = Type.Object({ condition: RuleCondition, for: duration, ...over }, { additionalProperties: false });

/** What the rule would have done on the stored past: what Prometheus fires on the same data. */
export const Backtest = Type.Object({
  from: Moment,
  to: Moment,
  stepSeconds: Type.Number({ description: 'between two evaluations' }),
  fired: Type.Integer({ description: 'alerts' }),
  firingSeconds: Type.Number(),
  longestSeconds: Type.Number(),
  intervals: Type.Array(Type.Object({ labels: Type.Record(Type.String(), Type.String()), from: Moment, to: nullable(Moment), peak: nullable(Type.Number()) }), {
    maxItems: 500,
  }),
  more: Type.Integer({ description: 'how many intervals are left out' }),
  noise: Noise,
});
export type Backtest = Static<typeof Backtest>;
