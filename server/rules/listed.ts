import { alertDomains, alertSeverities } from '#contract/alerts.ts';
import type { Rule } from '#contract/rules.ts';
import type { Labels } from '../store/prometheus.ts';
import { iso } from '../topology/window.ts';
import { expressionOf } from './condition.ts';
import type { Fired } from './firings.ts';
import { type Firing, noiseOf } from './noise.ts';
import type { EvaluatedRule } from './prometheus-rules.ts';
import type { OffRule, StoredRule } from './stored-rules.ts';

/** Rules as they are shown: what was said of them, what Prometheus makes of them, and how often they fired. */

type Evaluated = Pick<Rule, 'state' | 'problem' | 'alerts' | 'evaluatedAt' | 'evaluationSeconds'>;
type Past = Pick<Rule, 'history' | 'noise'>;
type Said = Omit<Rule, keyof Evaluated | keyof Past>;

const oneOf = <T extends string>(known: readonly T[], text: string | undefined, otherwise: T): T => known.find((one) => one === text) ?? otherwise;

/** The form in which durations are said. */
function durationOf(seconds: number): string {
  const [unit, size] = (
    [
      ['d', 86_400],
      ['h', 3600],
      ['m', 60],
    ] as const
  ).find(([, of]) => seconds > 0 && seconds % of === 0) ?? ['s', 1];
  return `${Math.round(seconds / size)}${unit}`;
}

interface Spoken {
  readonly name: string;
  readonly expression: string;
  readonly forSeconds: number;
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** A rule that was not made here. */
function saidOf({ name, expression, forSeconds, labels, annotations }: Spoken): Omit<Said, 'on' | 'changed'> {
  return {
    name,
    aspect: labels.aspect ?? null,
    condition: { of: 'metrics', expression },
    expression,
    for: durationOf(forSeconds),
    severity: oneOf(alertSeverities, labels.severity, 'info'),
    domain: oneOf(alertDomains, labels.domain, 'other'),
    owner: labels.owner ?? '',
    summary: annotations.summary ?? '',
    description: annotations.description ?? '',
    unit: annotations.unit ?? '',
    runbook: annotations.runbook ?? null,
    builtIn: true,
  };
}

const unknown: Evaluated = {
  state: 'unknown',
  problem: 'Prometheus has not read it yet, or does not answer',
  alerts: 0,
  evaluatedAt: null,
  evaluationSeconds: null,
};
const switchedOff: Evaluated = { ...unknown, state: 'inactive', problem: null };

/** Undefined: Prometheus does not tell of it. */
function evaluatedOf(rule: EvaluatedRule | undefined): Evaluated {
  if (rule === undefined) return unknown;
  const { state, health, lastError, alerts, lastEvaluation, evaluationTime } = rule;
  const at = Date.parse(lastEvaluation);
  // Before its first evaluation, Prometheus says the year 1.
  const wasEvaluated = at > 0;
  const isFailing = health === 'err';
  return {
    state: isFailing ? 'failing' : wasEvaluated ? oneOf(['inactive', 'pending', 'firing'] as const, state, 'inactive') : 'unknown',
    problem: isFailing ? (lastError ?? 'Prometheus cannot evaluate it') : null,
    alerts: alerts.length,
    evaluatedAt: wasEvaluated ? iso(at) : null,
    evaluationSeconds: wasEvaluated ? evaluationTime : null,
  };
}

/** What is read of the past is up to two minutes old: a rule that fires and did not then has fired once more. */
const pastLagMs = 120_000;

function withNow(firings: readonly Firing[], { toMs: endMs }: Fired['window'], { state }: Evaluated): readonly Firing[] {
  const isTold = firings.some(({ toMs }) => toMs === null || toMs > endMs - pastLagMs);
  return state !== 'firing' || isTold ? firings : [...firings, { key: '', fromMs: endMs, toMs: null }];
}

/** Undefined: nothing is known of the past. */
function pastOf({ name, aspect, severity }: Pick<Rule, 'name' | 'aspect' | 'severity'>, fired: Fired | undefined, evaluated: Evaluated): Past {
  if (fired === undefined) return { history: { from: iso(Date.now()), fired: 0, firingSeconds: 0, lastFiredAt: null }, noise: null };
  const { window, firings } = fired;
  const isOwn = ({ labels }: Fired['firings'][number]) =>
    labels.alertname === name && (labels.severity ?? severity) === severity && (labels.aspect ?? null) === aspect;
  const own = withNow(firings.filter(isOwn), window, evaluated);
  const firingMs = own.reduce((sum, { fromMs, toMs }) => sum + (toMs ?? window.toMs) - fromMs, 0);
  const lastMs = own.reduce((latest, { fromMs }) => Math.max(latest, fromMs), 0);
  return {
    history: { from: iso(window.fromMs), fired: own.length, firingSeconds: firingMs / 1000, lastFiredAt: lastMs === 0 ? null : iso(lastMs) },
    // Watchdog always fires, and tells nobody.
    noise: severity === 'none' ? null : noiseOf(own, window),
  };
}

/** One that Prometheus has and that was not made here. */
export function evaluatedRule(rule: EvaluatedRule, fired: Fired | undefined): Rule {
  const { name, query: expression, duration: forSeconds, labels = {}, annotations = {} } = rule;
  const said = saidOf({ name, expression, forSeconds, labels, annotations });
  const evaluated = evaluatedOf(rule);
  return { ...said, on: true, changed: null, ...evaluated, ...pastOf(said, fired, evaluated) };
}

/** One of Sonde's own that was switched off. */
export function offRule(rule: OffRule, fired: Fired | undefined): Rule {
  const said = saidOf(rule);
  return { ...said, on: false, changed: rule.changed, ...switchedOff, ...pastOf(said, fired, switchedOff) };
}

/** One that was made here. */
export function userRule(rule: StoredRule, evaluated: EvaluatedRule | undefined, fired: Fired | undefined): Rule {
  const { name, condition, for: wait, severity, summary, description = '', owner = '', unit = '', domain = 'other', isOff, changed } = rule;
  const said: Said = {
    ...{ name, condition, for: wait, severity, summary, description, owner, unit, domain, changed },
    ...{ aspect: null, builtIn: false, on: !isOff, runbook: null, expression: expressionOf(name, condition) },
  };
  const now = isOff ? switchedOff : evaluatedOf(evaluated);
  return { ...said, ...now, ...pastOf(said, fired, now) };
}
