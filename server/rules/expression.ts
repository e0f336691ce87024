import type { Span } from '#contract/find/term.ts';
import { nearest } from '#contract/nearest.ts';
import { badInput, ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import { knownSeries } from './known-metrics.ts';
import { functionNames, oddBracket, readPromql, type Selector } from './promql.ts';

/** Whether Prometheus would take an expression, and where it would not: what it says itself, with a hint of what may have been meant. */

interface Fault extends Span {
  readonly says: string;
}

const field = 'condition.expression';
const allowed = 'PromQL that gives a value for each alert';

const meant = (name: string, known: readonly string[]): string => {
  const guess = nearest(name, known);
  return guess === undefined ? '' : `; did you mean ${guess}?`;
};

function unknownMetric({ metric }: Selector): Fault | undefined {
  if (metric === undefined || !/^sonde[_:]/.test(metric.name) || knownSeries.has(metric.name)) return undefined;
  return { from: metric.from, to: metric.to, says: `Sonde has no metric ${metric.name}${meant(metric.name, [...knownSeries.keys()])}` };
}

function unknownLabel({ metric, labels }: Selector): Fault | undefined {
  const known = metric === undefined ? undefined : knownSeries.get(metric.name);
  const label = labels.find(({ name }) => known !== undefined && !known.includes(name));
  if (known === undefined || label === undefined) return undefined;
  const has = `it has ${known.join(', ')}`;
  return { from: label.from, to: label.to, says: `${metric?.name} has no label ${label.name}${meant(label.name, known) || `: ${has}`}` };
}

/** What Prometheus would take and that can give nothing: a name or a label that none of Sonde's series has. */
function emptySelector(selectors: readonly Selector[]): Fault | undefined {
  for (const selector of selectors) {
    const fault = unknownMetric(selector) ?? unknownLabel(selector);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Where a place of Prometheus, which counts lines and bytes from 1, is in the text. */
function indexOf(text: string, { line, column }: { line: number; column: number }): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const bytes = Buffer.from(lines[line - 1] ?? '');
  return Math.min(text.length, before + bytes.subarray(0, column - 1).toString('utf8').length);
}

/** `invalid parameter "query": 1:5: parse error: unclosed left parenthesis` without what leads to it. */
const ownWords = (message: string): string => message.replace(/^invalid parameter "\w+": /, '').replace(/^\d+:\d+: /, '');

function bracketHint(text: string): Fault | undefined {
  const odd = oddBracket(text);
  if (odd === undefined) return undefined;
  const says = odd.wants === undefined ? `the ${odd.sign} closes nothing` : `the ${odd.sign} at ${odd.at} is not closed: ${odd.wants} is missing`;
  return { from: odd.at, to: odd.at + 1, says };
}

function functionHint(text: string, message: string): Fault | undefined {
  const name = /unknown function with name "([^"]*)"/.exec(message)?.[1];
  if (name === undefined) return undefined;
  const from = text.indexOf(name);
  const guess = nearest(name, functionNames);
  return { from, to: from + name.length, says: guess === undefined ? `there is no function ${name}` : `there is no function ${name}; did you mean ${guess}?` };
}

/** What Prometheus does not take, at the place that it names, or where the grammar finds no way on. */
function refused(text: string, error: PrometheusError): ProblemError {
  const hint = functionHint(text, error.message) ?? bracketHint(text);
  const { error: grammar } = readPromql(text);
  const told = error.position === undefined ? undefined : indexOf(text, error.position);
  const at = hint?.from ?? told ?? grammar?.from ?? 0;
  const length = hint === undefined ? Math.max(1, /^[\w:]*/.exec(text.slice(at))?.[0].length ?? 1) : hint.to - hint.from;
  const words = ownWords(error.message);
  return badInput(field, allowed, hint === undefined ? words : `${words}: ${hint.says}`, { position: at, length });
}

export interface Taken {
  /** `vector` or `scalar`. */
  readonly gives: string;
}

const typeOf = (data: unknown): unknown => (typeof data === 'object' && data !== null && 'resultType' in data ? data.resultType : undefined);

/** Evaluates an expression once; throws what is wrong with it, and with where it is. */
export async function checkExpression(text: string, prometheus: Prometheus): Promise<Taken> {
  const { data } = await prometheus.pass('query', { query: text }).catch((cause: unknown) => {
    if (!(cause instanceof PrometheusError)) throw cause;
    if (cause.kind === 'too-much') throw new ProblemError(422, `the expression is too much to be evaluated again and again: ${cause.message}`, { cause });
    throw cause.kind === 'bad-query' ? refused(text, cause) : cause;
  });
  const gives = typeOf(data);
  if (gives !== 'vector' && gives !== 'scalar') {
    throw badInput(
      field,
      allowed,
      `the expression gives a ${gives === 'matrix' ? 'range of values' : 'text'}, not a value: a function like rate() or max_over_time() makes one of it`,
      {
        position: 0,
        length: text.length,
      },
    );
  }
  const fault = emptySelector(readPromql(text).selectors);
  if (fault !== undefined) throw badInput(field, allowed, fault.says, { position: fault.from, length: fault.to - fault.from });
  return { gives };
}

const manyNames = 'group by (__name__) ({__name__!=""})';

/** The metrics that an expression asks for and that are not there: they may come, or may be a slip. */
export async function absentMetrics(text: string, prometheus: Prometheus): Promise<Fault[]> {
  const named = readPromql(text).selectors.flatMap(({ metric }) => (metric === undefined || knownSeries.has(metric.name) ? [] : [metric]));
  if (named.length === 0) return [];
  // Where there are too many to be told, a slip is not found.
  const all = await prometheus.instant(manyNames, Date.now()).catch(() => undefined);
  if (all === undefined) return [];
  const there = all.flatMap(({ labels: { __name__: name } }) => (name === undefined ? [] : [name]));
  return named
    .filter(({ name }) => !there.includes(name))
    .map(({ name, from, to }) => ({ from, to, says: `Prometheus has no metric ${name} now${meant(name, there)}` }));
}
