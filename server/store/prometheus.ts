import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { boundedText } from '../bounded-text.ts';
import type { Tracing } from '../tracing.ts';
import { limiter } from './limiter.ts';
import { errorOf, PrometheusError } from './prometheus-error.ts';

export type Labels = Readonly<Record<string, string>>;
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}
/** Raw samples of one series: when, in milliseconds since the epoch, and the value, at the same index. */
export interface RawSeries {
  readonly labels: Labels;
  readonly atMs: readonly number[];
  readonly values: readonly number[];
}

/** Moments at which a query is evaluated, both ends included. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepSeconds: number;
}

export interface Prometheus {
  /** An instant query that gives a vector. */
  instant(query: string, atMs: number): Promise<Sample[]>;
  /** A query that is a range-vector selector: its samples as they were scraped. */
  raw(selector: string, atMs: number): Promise<RawSeries[]>;
  /** A range query: each series with the values that it has, by their times. */
  range(query: string, span: Span): Promise<RawSeries[]>;
  /** Prometheus' own answer, for people who ask in PromQL. */
  pass(path: 'query' | 'query_range', parameters: Labels): Promise<Passed>;
}

export interface PrometheusOptions {
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly concurrency: number;
  /** How many may wait for their turn. */
  readonly queue: number;
  /** Who waited behind a query that had no answer fails with it: to wait as long again, one after the other, helps nobody. */
  readonly failTogether?: boolean;
  readonly tracing: Tracing;
  /** Told of each query when it ends. */
  readonly onQuery: (outcome: 'ok' | PrometheusError['kind'], seconds: number) => void;
}

const Passed = Type.Object({ status: Type.Literal('success'), data: Type.Unknown() });
export type Passed = Static<typeof Passed>;
const Failed = Type.Object({ status: Type.Literal('error'), errorType: Type.String(), error: Type.String() });
const LabelSet = Type.Record(Type.String(), Type.String());
const Point = Type.Tuple([Type.Number(), Type.String()]);
const Vector = Type.Object({ resultType: Type.Literal('vector'), result: Type.Array(Type.Object({ metric: LabelSet, value: Point })) });
const Matrix = Type.Object({ resultType: Type.Literal('matrix'), result: Type.Array(Type.Object({ metric: LabelSet, values: Type.Array(Point) })) });
const isPassed = Compile(Passed);
const isFailed = Compile(Failed);
const isVector = Compile(Vector);
const isMatrix = Compile(Matrix);

const number = (text: string) => (text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text));

function rawOf({ result }: Static<typeof Matrix>): RawSeries[] {
  return result.map(({ metric, values }) => ({
    labels: metric,
    atMs: values.map(([seconds]) => Math.round(seconds * 1000)),
    values: values.map(([, value]) => number(value)),
  }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function ask({ url, timeoutMs, maxBytes }: PrometheusOptions, path: string, parameters: Labels): Promise<Passed> {
  // Prometheus gives up a little earlier than we do, so that its own words arrive.
  const body = new URLSearchParams({ ...parameters, timeout: `${Math.max(1, Math.floor((timeoutMs * 0.9) / 1000))}s` });
  const response = await fetch(new URL(`api/v1/${path}`, url.endsWith('/') ? url : `${url}/`), {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  const text = await boundedText(response, maxBytes);
  if (text === undefined) throw new PrometheusError('too-much', `the answer is longer than ${maxBytes} bytes: narrow the query or its window`);
  const answer = parse(text);
  if (isPassed.Check(answer)) return answer;
  if (isFailed.Check(answer)) throw errorOf(answer.errorType, answer.error);
  throw new PrometheusError('away', `Prometheus answered ${response.status} with something that is not its own format`);
}

function asPrometheusError(cause: unknown, { url, timeoutMs }: PrometheusOptions): PrometheusError {
  if (cause instanceof PrometheusError) return cause;
  if (cause instanceof Error && cause.name === 'TimeoutError') {
    return new PrometheusError('away', `Prometheus at ${url} did not answer within ${timeoutMs / 1000} s`, { cause });
  }
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
  return new PrometheusError('away', `Prometheus at ${url} does not answer: ${reason}`, { cause });
}

/** The client of Prometheus' HTTP API. Every failure is a PrometheusError. */
export function prometheus(options: PrometheusOptions): Prometheus {
  const turns = limiter(options.concurrency, options.queue, () => new PrometheusError('too-much', 'too many queries are waiting: try again in a moment'));
  let lastAway: { readonly atMs: number; readonly error: PrometheusError } | undefined;
  const pass: Prometheus['pass'] = (path, parameters) => {
    const askedMs = performance.now();
    return turns(() => {
      if (options.failTogether === true && lastAway !== undefined && lastAway.atMs > askedMs) throw lastAway.error;
      return options.tracing.span(
        'prometheus.query',
        { 'db.system.name': 'prometheus', 'db.query.text': parameters.query ?? '', 'db.operation.name': path },
        async () => {
          const begun = performance.now();
          const seconds = () => (performance.now() - begun) / 1000;
          try {
            const answer = await ask(options, path, parameters);
            options.onQuery('ok', seconds());
            return answer;
          } catch (cause) {
            const error = asPrometheusError(cause, options);
            options.onQuery(error.kind, seconds());
            if (error.kind === 'away') lastAway = { atMs: performance.now(), error };
            throw error;
          }
        },
      );
    });
  };
  const at = (query: string, atMs: number) => ({ query, time: (atMs / 1000).toFixed(3) });
  return {
    pass,
    instant: async (query, atMs) => {
      const { data } = await pass('query', at(query, atMs));
      if (!isVector.Check(data)) throw new PrometheusError('away', 'Prometheus answered an instant query with something that is not a vector');
      return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: number(value) }));
    },
    raw: async (selector, atMs) => {
      const { data } = await pass('query', at(selector, atMs));
      if (!isMatrix.Check(data)) throw new PrometheusError('away', 'Prometheus answered a range selector with something that is not a matrix');
      return rawOf(data);
    },
    range: async (query, { startMs, endMs, stepSeconds }) => {
      const { data } = await pass('query_range', { query, start: String(startMs / 1000), end: String(endMs / 1000), step: String(stepSeconds) });
      if (!isMatrix.Check(data)) throw new PrometheusError('away', 'Prometheus answered a range query with something that is not a matrix');
      return rawOf(data);
    },
  };
}
