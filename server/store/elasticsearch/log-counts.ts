import { type Static, Type } from 'typebox';
import { type LogLevel, logLevels } from '#contract/log-levels.ts';
import type { LogCount, LogCounting, LogCounts, LogPatternCounts, LogPatternsAsked, LogStore, LostCount } from '../logs/log-store.ts';
import { summed } from '../logs/pattern-counts.ts';
import { levelSteps } from './log-document.ts';
import { within } from './log-hits.ts';
import { type LogIndex, whole } from './log-index.ts';
import { type Query, translated } from './log-rule.ts';
import { newestOf } from './log-search.ts';
import { checked } from './prepared.ts';

/** What one answer may hold, of all values in all buckets: Elasticsearch refuses more than 65,536. */
const mostBuckets = 60_000;
const mostValues = 10_000;

const measured = Type.Object({ value: Type.Union([Type.Number(), Type.Null()]) });
const Value = Type.Object({
  key: Type.String(),
  doc_count: Type.Integer(),
  level: Type.Optional(measured),
  first: Type.Optional(measured),
  last: Type.Optional(measured),
});
type Value = Static<typeof Value>;
const Values = Type.Object({ sum_other_doc_count: Type.Integer(), buckets: Type.Array(Value) });
const Histogram = Type.Object({
  aggregations: Type.Optional(Type.Object({ at: Type.Object({ buckets: Type.Array(Type.Object({ key: Type.Number(), values: Values })) }) })),
});
const Patterns = Type.Object({ aggregations: Type.Optional(Type.Object({ values: Values })) });
const Steps = Type.Object({ ...Patterns.properties, hits: Type.Object({ total: Type.Object({ value: Type.Integer() }) }) });
const Composite = Type.Object({
  aggregations: Type.Optional(
    Type.Object({
      values: Type.Object({
        after_key: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        buckets: Type.Array(Type.Object({ ...Value.properties, key: Type.Object({ value: Type.Union([Type.String(), Type.Null()]) }) })),
      }),
    }),
  ),
});
const Lost = Type.Object({
  aggregations: Type.Optional(Type.Object({ at: Type.Object({ buckets: Type.Array(Type.Object({ key: Type.Number(), count: measured })) }) })),
});

type Aggregations = Readonly<Record<string, object>>;

async function aggregated({ server, name }: LogIndex, query: Query, aggs: Aggregations, hasTotal = false): Promise<unknown> {
  return await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body: { size: 0, track_total_hits: hasTotal, query, aggs } });
}

/** Where Elasticsearch begins its buckets: at a multiple of their width, moved by this. */
const histogramOf = ({ startUs, widthUs }: Pick<LogCounting, 'startUs' | 'widthUs'>) => ({
  field: 'us',
  interval: widthUs,
  offset: ((startUs % widthUs) + widthUs) % widthUs,
  min_doc_count: 1,
});

const bucketOf = (key: number, { startUs, widthUs }: Pick<LogCounting, 'startUs' | 'widthUs'>): number => Math.round((key - startUs) / widthUs);

/** All values of a field, however many: page by page. */
async function everyValue(index: LogIndex, query: Query, field: string, aggs: Aggregations = {}): Promise<Value[]> {
  const values: Value[] = [];
  let after: object | undefined;
  do {
    const composite = { size: mostValues, sources: [{ value: { terms: { field, missing_bucket: true } } }], ...(after && { after }) };
    const answer = checked(Composite, await aggregated(index, query, { values: { composite, aggs } }), 'a count').aggregations?.values;
    for (const { key, ...value } of answer?.buckets ?? []) values.push({ ...value, key: key.value ?? '' });
    after = answer?.after_key;
  } while (after !== undefined);
  return values;
}

export async function countsOf(index: LogIndex, counting: LogCounting): Promise<LogCounts> {
  const { query, isExact } = translated(counting.rule);
  if (!isExact) return await countedLines(index, counting);
  const { fromUs, toUs, startUs, widthUs } = counting;
  const step = counting.by === 'level' ? levelSteps.find(({ us }) => startUs % us === 0 && widthUs % us === 0) : undefined;
  const whole = step && { fromUs: Math.ceil(fromUs / step.us) * step.us, toUs: Math.floor(toUs / step.us) * step.us };
  if (step === undefined || whole === undefined || whole.toUs <= whole.fromUs) return { counts: await countedValues(index, query, counting) };
  const rest = [
    { fromUs, toUs: whole.fromUs },
    { fromUs: whole.toUs, toUs },
  ].filter((part) => part.toUs > part.fromUs);
  const [middle, ...ends] = await Promise.all([
    countedSteps(index, query, step, { ...counting, ...whole }),
    ...rest.map((part) => countedValues(index, query, { ...counting, ...part })),
  ]);
  return { counts: middle === undefined ? await countedValues(index, query, counting) : summedUp([middle, ...ends].flat()) };
}

/** What is counted of lines of whole steps, by what each says of its own; undefined where that is too much, or lines of an earlier version do not say it. */
async function countedSteps(index: LogIndex, query: Query, { us, field }: (typeof levelSteps)[number], counting: LogCounting): Promise<LogCount[] | undefined> {
  const filter = { bool: { filter: [within(counting), query] } };
  const answer = checked(Steps, await aggregated(index, filter, { values: { terms: { field, size: mostBuckets } } }, true), 'a count');
  const buckets = answer.aggregations?.values.buckets ?? [];
  if (buckets.reduce((sum, { doc_count }) => sum + doc_count, 0) !== answer.hits.total.value) return undefined;
  return buckets.map(({ key, doc_count: count }) => {
    const [at = 0, level = 0] = key.split(' ').map(Number);
    return { bucket: Math.floor((at * us - counting.startUs) / counting.widthUs), value: logLevels[level] ?? 'unknown', count };
  });
}

async function countedValues(index: LogIndex, query: Query, counting: LogCounting): Promise<LogCount[]> {
  const { by, startUs, widthUs, fromUs, toUs } = counting;
  const atMost = Math.ceil((toUs - fromUs) / widthUs) + 1;
  const size = Math.max(10, Math.min(mostValues, Math.floor(mostBuckets / atMost)));
  const values = { terms: { field: by, size, missing: '' } };
  const filter = { bool: { filter: [within(counting), query] } };
  const answer = await aggregated(index, filter, { at: { histogram: histogramOf(counting), aggs: { values } } });
  const counts: LogCount[] = [];
  for (const { key, values: told } of checked(Histogram, answer, 'a count').aggregations?.at.buckets ?? []) {
    const bucket = bucketOf(key, counting);
    const part = { fromUs: Math.max(fromUs, startUs + bucket * widthUs), toUs: Math.min(toUs, startUs + (bucket + 1) * widthUs) };
    const all = told.sum_other_doc_count === 0 ? told.buckets : await everyValue(index, { bool: { filter: [within(part), query] } }, by);
    for (const { key: value, doc_count: count } of all) counts.push({ bucket, value, count });
  }
  return counts;
}

async function countedLines(index: LogIndex, { by, startUs, widthUs, ...asked }: LogCounting): Promise<LogCounts> {
  const { lines, ...rest } = await newestOf(index, asked);
  const each = lines.map((line) => ({
    bucket: Math.floor((line.us - startUs) / widthUs),
    value: by === 'level' ? ((logLevels[line.level] ?? 'unknown') satisfies LogLevel) : line[by],
    count: 1,
  }));
  return { counts: summedUp(each), ...rest };
}

function summedUp(all: readonly LogCount[]): LogCount[] {
  const counts = new Map<string, { -readonly [Name in keyof LogCount]: LogCount[Name] }>();
  for (const { bucket, value, count } of all) {
    const key = `${bucket} ${value}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { bucket, value, count });
    else known.count += count;
  }
  return [...counts.values()];
}

const measures = { level: { max: { field: 'level_number' } }, first: { min: { field: 'us' } }, last: { max: { field: 'us' } } };

export async function patternsOf(index: LogIndex, asked: LogPatternsAsked): Promise<LogPatternCounts> {
  const { query, isExact } = translated(asked.rule);
  if (!isExact) {
    const { lines, ...rest } = await newestOf(index, asked);
    return { patterns: summed(lines.map(({ pattern, level, us }) => ({ pattern, level, count: 1, firstUs: us, lastUs: us }))), ...rest };
  }
  const filter = { bool: { filter: [within(asked), query] } };
  const answer = await aggregated(index, filter, { values: { terms: { field: 'pattern', size: mostValues, missing: '' }, aggs: measures } });
  const told = checked(Patterns, answer, 'a count of patterns').aggregations?.values ?? { sum_other_doc_count: 0, buckets: [] };
  const all = told.sum_other_doc_count === 0 ? told.buckets : await everyValue(index, filter, 'pattern', measures);
  return {
    patterns: all.map(({ key, doc_count, level, first, last }) => ({
      pattern: key,
      level: level?.value ?? 0,
      count: doc_count,
      firstUs: first?.value ?? 0,
      lastUs: last?.value ?? 0,
    })),
  };
}

/** Of the index of what is missing. */
export async function lostOf(index: LogIndex, counting: Parameters<LogStore['lost']>[0]): Promise<LostCount[]> {
  const at = { histogram: histogramOf(counting), aggs: { count: { sum: { field: 'count' } } } };
  const answer = checked(Lost, await aggregated(index, within(counting), { at }), 'a count of lost lines');
  return (answer.aggregations?.at.buckets ?? []).map(({ key, count }) => ({ bucket: bucketOf(key, counting), count: count.value ?? 0 }));
}
