import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { type LogBatchName, logBatchHeaders, logBatchLimits, logBatchPath } from '#contract/log-batch.ts';
import { logLosses } from '#contract/log-losses.ts';
import { literals } from '#contract/schema.ts';
import type { Hub } from '../live/hub.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import { ProblemError } from '../problem.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { iso } from '../topology/window.ts';
import { refusals, refusalsOf, securityOf, tooManyBatches } from './document.ts';

export interface LogBatchOptions {
  readonly logs: LogStore;
  readonly hub: Hub;
  readonly metrics: OwnMetrics;
  /** Lines of earlier days are not kept, and so not taken. */
  readonly keptMs: number;
}

const digits = (description: string) => Type.String({ pattern: '^\\d{1,15}$', description });
const Headers = Type.Object({
  [logBatchHeaders.agent]: Type.String({ minLength: 1, maxLength: 253 }),
  [logBatchHeaders.spool]: Type.String({ pattern: '^[\\w-]{22}$', description: 'the id of a spool' }),
  [logBatchHeaders.first]: digits('the sequence number of the first line'),
  [logBatchHeaders.count]: digits('how many lines there are'),
  [logBatchHeaders.day]: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'the day on which the lines were spooled' }),
  [logBatchHeaders.lostBy]: Type.Optional(literals(logLosses, 'why lines before these are missing, if any are')),
  'content-encoding': Type.Literal('zstd'),
});

const Taken = Type.Object({ stored: Type.Integer(), known: Type.Integer({ description: 'lines that were there already' }) });
const retryAfterSeconds = 1;
/** A page asks anew at each news of lines. */
const newsMs = 250;
const dayMs = 86_400_000;

function nameOf(headers: Static<typeof Headers>): LogBatchName {
  const { agent, spool, first, count, day, lostBy } = logBatchHeaders;
  return {
    agent: headers[agent],
    spool: headers[spool],
    first: Number(headers[first]),
    count: Number(headers[count]),
    day: headers[day],
    lostBy: headers[lostBy],
  };
}

/** Of a day that is not kept, or not yet come, nothing is taken. */
function isKept(day: string, keptMs: number): boolean {
  const ms = Date.parse(day);
  return ms > Date.now() - keptMs - dayMs && ms < Date.now() + dayMs;
}

/** At once, and as often as is given while there is more. */
function atMostEvery(ms: number, work: () => void): () => void {
  let resting: NodeJS.Timeout | undefined;
  let isWanted = false;
  const tell = () => {
    isWanted = resting !== undefined;
    if (isWanted) return;
    work();
    resting = setTimeout(() => {
      resting = undefined;
      if (isWanted) tell();
    }, ms).unref();
  };
  return tell;
}

/** Where agents bring lines. The body goes to the store as it is: what is in it is looked at there, and not on this thread. */
export function logBatchRoute(app: FastifyInstance, { logs, hub, metrics, keptMs }: LogBatchOptions): void {
  const bodyLimit = logBatchLimits.compressedBytes;
  app.addContentTypeParser('application/x-ndjson', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  const body = { description: 'NDJSON, compressed by zstd', content: { 'application/x-ndjson': { schema: Type.Unknown() } } };
  const response = { 200: Taken, ...refusals, ...refusalsOf['POST /api/records'], 429: tooManyBatches };
  const schema = { summary: 'Takes lines from agents; needs the ingest token.', ...securityOf('ingest'), headers: Headers, body, response };
  const tell = atMostEvery(newsMs, () => hub.publish('logs', iso(Date.now())));
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  typed.post(logBatchPath, { config: { opens: 'ingest' }, schema, bodyLimit }, async ({ headers, body: sent }, reply) => {
    const name = nameOf(headers);
    if (!isKept(name.day, keptMs)) throw new ProblemError(422, `lines of ${name.day} are not kept`);
    if (!(sent instanceof Uint8Array)) throw new ProblemError(415, 'the body has to be application/x-ndjson, compressed by zstd');
    if (logs.isBusy) {
      reply.header('retry-after', retryAfterSeconds);
      throw new ProblemError(429, 'more lines wait to be stored than can be stored soon');
    }
    const appended = await logs.append({ ...name, body: sent });
    if ('refused' in appended) throw new ProblemError(422, appended.refused);
    metrics.logLines.inc({ outcome: 'stored' }, appended.stored);
    metrics.logLines.inc({ outcome: 'known' }, appended.known);
    if (appended.stored > 0) tell();
    return appended;
  });
}
