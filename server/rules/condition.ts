import { eventFields } from '#contract/find/event-fields.ts';
import { logFields } from '#contract/find/log-fields.ts';
import type { NewRule } from '#contract/rules.ts';
import { eventQueryMatches, logQueryMatches } from '#contract/server-metrics.ts';
import { ruleOf } from '../found/asked.ts';
import { badInput, ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { checkExpression } from './expression.ts';
import { type Threshold, thresholdOf } from './promql.ts';

export type Condition = NewRule['condition'];
/** On lines or events, which the server counts. */
export type FoundCondition = Exclude<Condition, { of: 'metrics' }>;
export type Comparison = FoundCondition['comparison'];

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Of `5m`. */
export function secondsOf(duration: string): number {
  return Number(duration.slice(0, -1)) * (unitSeconds[duration.slice(-1)] ?? Number.NaN);
}

export const compares: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  '>': (value, threshold) => value > threshold,
  '>=': (value, threshold) => value >= threshold,
  '<': (value, threshold) => value < threshold,
  '<=': (value, threshold) => value <= threshold,
  '==': (value, threshold) => value === threshold,
  '!=': (value, threshold) => value !== threshold,
};

/** After Prometheus was away for so long, a counter would pass for a new one. */
const lookBack = '1h';
/** A counter that began again just before the time looked at is still held against what it was. */
const resetSeconds = 300;

/**
 * What the counter grew by. Not increase(), which extrapolates: three lines would be four between scrapes. A counter that was not there
 * before began at 0; only for one that began again (the server was restarted) what it had reached is not known, and estimated.
 */
function countOf(name: string, { of, within }: FoundCondition): string {
  const { name: counter } = of === 'logs' ? logQueryMatches : eventQueryMatches;
  const selector = `${counter}{rule="${name}"}`;
  const now = `last_over_time(${selector}[${within}])`;
  const before = `(last_over_time(${selector}[${lookBack}] offset ${within}) or ${now} * 0)`;
  const began = `resets(${selector}[${secondsOf(within) + resetSeconds}s]) > 0`;
  return `sum by (cluster) (${now} - ${before} >= 0 unless ${began} or round(increase(${selector}[${within}])))`;
}

/** PromQL, as Prometheus evaluates the rule of this name. */
export function expressionOf(name: string, condition: Condition): string {
  if (condition.of === 'metrics') return condition.expression;
  return `${countOf(name, condition)} ${condition.comparison} ${condition.threshold}`;
}

/** What the rule looks at, and what it is compared with, where it is compared with a number. */
export function sidesOf(name: string, condition: Condition): Threshold | undefined {
  if (condition.of === 'metrics') return thresholdOf(condition.expression);
  const { comparison, threshold } = condition;
  return { query: countOf(name, condition), comparison, threshold };
}

/** A shorter time holds no two scrapes when one of them fails. */
const leastScrapes = 4;
const mostWithinSeconds = 86_400;

function checkFound({ of, query, within }: FoundCondition, intervalSeconds: number): void {
  const seconds = secondsOf(within);
  const least = leastScrapes * intervalSeconds;
  if (seconds < least || seconds > mostWithinSeconds) {
    throw badInput('condition.within', `${least}s to 1d`, `condition.within is ${within}: it has to be from ${least} s, four scrapes, to a day`);
  }
  if (query.trim() === '') throw badInput('condition.query', 'words to find', 'condition.query is empty: every line or event would count');
  try {
    ruleOf(query, of === 'logs' ? logFields : eventFields);
  } catch (cause) {
    if (!(cause instanceof ProblemError) || cause.input === undefined) throw cause;
    const { allowed, position = 0, length = 1 } = cause.input;
    throw badInput('condition.query', allowed, cause.message, { position, length });
  }
}

/** Throws what is wrong with a condition. */
export async function checkCondition(condition: Condition, prometheus: Prometheus, intervalSeconds: number): Promise<void> {
  if (condition.of === 'metrics') await checkExpression(condition.expression, prometheus);
  else checkFound(condition, intervalSeconds);
}
