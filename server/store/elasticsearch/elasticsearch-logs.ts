import type { ElasticsearchConfig } from '#contract/children.ts';
import { attributesOf } from '../logs/attributes.ts';
import { lineMatcher } from '../logs/line-matcher.ts';
import type { LogFieldsAsked, LogPatternExample, LogPatternExamplesAsked, LogStore } from '../logs/log-store.ts';
import { readTime } from '../logs/time.ts';
import { type BulkTold, bulk } from './bulk.ts';
import { AbsentError, elasticsearch } from './client.ts';
import { logAppender } from './log-appender.ts';
import { arrivedOf } from './log-arrivals.ts';
import { countsOf, lostOf, patternsOf } from './log-counts.ts';
import { lossesOf } from './log-gaps.ts';
import { type FoundLine, Got, Hits, lineOf, matched, placeOf, recordOf, sortOf } from './log-hits.ts';
import { type LogIndex, whole } from './log-index.ts';
import { translated } from './log-rule.ts';
import { linesOf, pageOf } from './log-search.ts';
import { checked, prepared } from './prepared.ts';
import { dayIndexes, pruneDays } from './retention.ts';
import { allOf, indexOf } from './templates.ts';

export interface ElasticsearchLogsOptions extends BulkTold {
  readonly config: ElasticsearchConfig;
  /** What is older, or more, goes day by day. */
  readonly days: number;
  readonly bytes: number;
  /** As of BulkOptions. */
  readonly isFoundAtOnce?: boolean;
  /** Of what is done without being asked for. */
  readonly onFailure: (error: unknown) => void;
}

/** Batches that may be under way at once. */
const mostWaiting = 4;
const pruneEveryMs = 10 * 60_000;
const dayMs = 86_400_000;
/** What is kept of lines, and goes with them. */
const kept = ['log', 'gap', 'dead-letter'] as const;
/** Of one microsecond, so many lines are looked at for an example. */
const mostExamples = 100;

/** Lines in Elasticsearch: an index for each ingest day. */
export function elasticsearchLogs({ config, days, bytes, isFoundAtOnce = false, onFailure, ...told }: ElasticsearchLogsOptions): LogStore {
  const server = elasticsearch(config);
  const ready = prepared(server, config);
  const index: LogIndex = { server, name: allOf(config, 'log') };
  const gapIndex: LogIndex = { server, name: allOf(config, 'gap') };
  const append = logAppender(index, bulk(server, { config, isFoundAtOnce, ...told }), told);
  let waiting = 0;

  const prune = async () => {
    await ready();
    await pruneDays(server, config, kept, { beforeDay: new Date(Date.now() - days * dayMs).toISOString().slice(0, 10), bytes });
  };
  const timer = setInterval(() => prune().catch((cause: unknown) => onFailure(new Error('removing old lines', { cause }))), pruneEveryMs).unref();

  const asked = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    await ready();
    return await ask();
  };

  return {
    async append(batch) {
      waiting += 1;
      try {
        return await asked(() => append(batch));
      } finally {
        waiting -= 1;
      }
    },
    get isBusy() {
      return waiting >= mostWaiting;
    },
    search: (search) => asked(() => pageOf(index, search)),
    count: (counting) => asked(() => countsOf(index, counting)),
    lost: (counting) => asked(() => lostOf(gapIndex, counting)),
    losses: (losses) => asked(() => lossesOf(gapIndex, losses)),
    patterns: (patterns) => asked(() => patternsOf(index, patterns)),
    patternExamples: (examples) => asked(() => examplesOf(index, examples)),
    find: (id) => asked(() => findLine(index, config, id)),
    attributes: (fields) => asked(() => fieldsOf(index, fields)),
    arrived: (arrivals) => asked(() => arrivedOf(index, arrivals)),
    prune,
    async state() {
      await ready();
      const all = await dayIndexes(server, config, kept);
      const lines = all.filter(({ index: name }) => name.startsWith(index.name.slice(0, -1)));
      return { lines: lines.reduce((sum, { documents }) => sum + documents, 0), bytes: all.reduce((sum, one) => sum + one.bytes, 0) };
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await server.close();
    },
  };
}

async function findLine({ server }: LogIndex, config: ElasticsearchConfig, id: string): ReturnType<LogStore['find']> {
  const [, day = '', document] = /^(\d{4}-\d\d-\d\d)\.(\d{1,16}\.\d{1,16})$/.exec(id) ?? [];
  if (document === undefined) return undefined;
  try {
    const got = checked(Got, await server.ask({ method: 'GET', path: `/${indexOf(config, 'log', day)}/_doc/${document}` }), 'a line');
    const line = lineOf(got, readTime(got._source.time)?.us ?? 0);
    return { record: recordOf(line), node: line.node, place: placeOf(line) };
  } catch (error) {
    if (error instanceof AbsentError) return undefined;
    throw error;
  }
}

async function fieldsOf(index: LogIndex, { lines: most, ...asked }: LogFieldsAsked): ReturnType<LogStore['attributes']> {
  const { lines, stoppedAt } = await linesOf(index, { ...asked, order: 'newest', limit: most + 1 });
  const told = lines.slice(0, most).map(({ held }) => ({ attributes: JSON.stringify(held) }));
  return { lines: Math.min(most, lines.length), isAll: lines.length <= most && stoppedAt === undefined, attributes: attributesOf(told) };
}

/** The lines that a query finds, as they stand in the answer. */
async function hitsOf({ server, name }: LogIndex, query: object, size: number): Promise<FoundLine[]> {
  const body = { size, query, sort: sortOf('newest'), track_total_hits: false };
  const answer = checked(Hits, await server.ask({ method: 'POST', path: `/${name}/_search`, query: whole, body }), 'a search');
  return answer.hits.hits.map((hit) => lineOf(hit, hit.sort[0] ?? 0));
}

async function examplesOf(index: LogIndex, { rule, of }: LogPatternExamplesAsked): Promise<LogPatternExample[]> {
  const { query } = translated(rule);
  const matches = lineMatcher(rule);
  const examples = of.map(async ({ pattern, us }): Promise<LogPatternExample[]> => {
    const filter = [{ term: { pattern } }];
    const [told, lines] = await Promise.all([
      hitsOf(index, { bool: { filter: [...filter, { exists: { field: 'template' } }] } }, 1),
      hitsOf(index, { bool: { filter: [...filter, { term: { us } }, query] } }, mostExamples),
    ]);
    const line = lines.find((one) => matches(matched(one)));
    const template = told[0]?.template;
    if (template === undefined && line === undefined && (await hitsOf(index, { bool: { filter } }, 1)).length === 0) return [];
    return [{ pattern, ...(template !== undefined && { template }), ...(line && { record: recordOf(line) }) }];
  });
  return (await Promise.all(examples)).flat();
}
