import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parsedJson } from '../parsed-json.ts';
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

const Passed = Type.Object({ status: Type.Literal('success'), data: Type.Unknown() });
export type Passed = Static<typeof Passed>;
const Failed = Type.Object({ status: Type.Literal('error'), errorType: Type.String(), error: Type.String() });
export const LabelSet = Type.Record(Type.String(), Type.String());
const Point = Type.Tuple([Type.Number(), Type.String()]);
const Vector = Type.Object({ resultType: Type.Literal('vector'), result: Type.Array(Type.Object({ metric: LabelSet, value: Point })) });
const Matrix = Type.Object({ resultType: Type.Literal('matrix'), result: Type.Array(Type.Object({ metric: LabelSet, values: Type.Array(Point) })) });
const isPassed = Compile(Passed);
const isFailed = Compile(Failed);
const isVector = Compile(Vector);
const isMatrix = Compile(Matrix);

export const numberOf = (text: string) => (text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text));

function rawOf({ result }: Static<typeof Matrix>): RawSeries[] {
  return result.map(({ metric, values }) => ({
    labels: metric,
    atMs: values.map(([seconds]) => Math.round(seconds * 1000)),
    values: values.map(([, value]) => numberOf(value)),
  }));
}

/** What an answer holds; what Prometheus says went wrong is thrown. */
export function passedFrom({ status, bytes }: Body): Passed {
  const answer = parsedJson(new TextDecoder().decode(bytes));
  if (isPassed.Check(answer)) return answer;
  if (isFailed.Check(answer)) throw errorOf(answer.errorType, answer.error);
  throw new PrometheusError('away', `Prometheus answered ${status} with something that is not its own format`);
}

export type Path = 'query' | 'query_range' | 'rules' | 'status/runtimeinfo';

/** Where it is, and how long and how large an answer may be. */
export interface Source {
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface Body {
  readonly status: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What can be asked with an answer in our own terms. */
export interface Asking {
  /** An instant query that gives a vector. */
  instant(query: string, atMs: number): Promise<Sample[]>;
  /** A query that is a range-vector selector: its samples as they were scraped. */
  raw(selector: string, atMs: number): Promise<RawSeries[]>;
  /** A range query: each series with the values that it has, by their times. */
  range(query: string, span: Span): Promise<RawSeries[]>;
}

/** Prometheus' own answer, for people who ask in PromQL. */
type Pass = (path: Path, parameters: Labels) => Promise<Passed>;

export interface Prometheus extends Asking {
  readonly pass: Pass;
  readonly source: Source;
  /** A query that is made elsewhere, by `work`, in its turn and with its account kept here. */
  asked<Answer>(path: Path, parameters: Labels, work: () => Promise<Answer>): Promise<Answer>;
}

/** What asks for this at a moment. */
export const atMoment = (query: string, atMs: number): Labels => ({ query, time: (atMs / 1000).toFixed(3) });

export function vectorIn({ data }: Passed): Sample[] {
  if (!isVector.Check(data)) throw new PrometheusError('away', 'Prometheus answered an instant query with something that is not a vector');
  return data.result.map(({ metric, value: [, value] }) => ({ labels: metric, value: numberOf(value) }));
}

/** `pass` is asked for each. */
export function asking(pass: Pass): Asking {
  return {
    instant: async (query, atMs) => vectorIn(await pass('query', atMoment(query, atMs))),
    raw: async (selector, atMs) => {
      const { data } = await pass('query', atMoment(selector, atMs));
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
