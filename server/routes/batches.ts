import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { type LogBatchName, logBatchHeaders, logBatchLimits } from '#contract/log-batch.ts';
import { logLosses } from '#contract/log-losses.ts';
import { literals } from '#contract/schema.ts';
import type { Clocks } from '../doctor/clocks.ts';
import { ProblemError } from '../problem.ts';
import { refusals, refusalsOf, securityOf, tooManyBatches } from './document.ts';

interface Batch extends LogBatchName {
  readonly body: Uint8Array;
}

/** Where the batches of one kind go. */
export interface BatchRoute {
  readonly path: string;
  /** What they hold: lines. */
  readonly what: string;
  readonly store: {
    readonly isBusy: boolean;
    append(batch: Batch): Promise<{ readonly stored: number; readonly known: number } | { readonly refused: string }>;
  };
  /** What is of earlier days is not kept, and so not taken. */
  readonly keptMs: number;
  readonly clocks: Clocks;
  /** A batch was of a day that has not come. */
  readonly onAhead: () => void;
  readonly onTaken: (taken: { readonly stored: number; readonly known: number }) => void;
}

const digits = (description: string) => Type.String({ pattern: '^\\d{1,15}$', description });
const Headers = Type.Object({
  [logBatchHeaders.agent]: Type.String({ minLength: 1, maxLength: 253 }),
  [logBatchHeaders.spool]: Type.String({ pattern: '^[\\w-]{22}$', description: 'the id of a spool' }),
  [logBatchHeaders.first]: digits('the sequence number of the first line'),
  [logBatchHeaders.count]: digits('how many lines there are'),
  [logBatchHeaders.day]: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'the day on which the lines were spooled' }),
  [logBatchHeaders.lostBy]: Type.Optional(literals(logLosses, 'why those before these are missing, if any are')),
  [logBatchHeaders.sent]: Type.Optional(digits('milliseconds since the epoch, by the clock of the agent')),
  'content-encoding': Type.Literal('zstd'),
});

const Taken = Type.Object({ stored: Type.Integer(), known: Type.Integer({ description: 'those that were there already' }) });
const retryAfterSeconds = 1;
const dayMs = 86_400_000;

/** A day that has not come here yet is today: the clock of an agent may be ahead. */
function nameOf(headers: Static<typeof Headers>): LogBatchName {
  const { agent, spool, first, count, day, lostBy } = logBatchHeaders;
  const today = new Date().toISOString().slice(0, 10);
  const isAhead = headers[day] > today;
  return {
    agent: headers[agent],
    spool: headers[spool],
    first: Number(headers[first]),
    count: Number(headers[count]),
    day: isAhead ? today : headers[day],
    lostBy: headers[lostBy],
  };
}

function isKept(day: string, keptMs: number): boolean {
  return Date.parse(day) > Date.now() - keptMs - dayMs;
}

/** Bodies of batches stay as they are: what is in them is looked at by the store, and not on this thread. */
export function acceptBatches(app: FastifyInstance): void {
  const options = { parseAs: 'buffer', bodyLimit: logBatchLimits.compressedBytes } as const;
  app.addContentTypeParser('application/x-ndjson', options, (_request, body, done) => done(null, body));
}

/** Where agents bring what they have spooled. */
export function batchRoute(app: FastifyInstance, { path, what, store, keptMs, clocks, onAhead, onTaken }: BatchRoute): void {
  const bodyLimit = logBatchLimits.compressedBytes;
  const body = { description: 'NDJSON, compressed by zstd', content: { 'application/x-ndjson': { schema: Type.Unknown() } } };
  const response = { 200: Taken, ...refusals, ...refusalsOf['POST /api/records'], 429: tooManyBatches };
  const schema = { summary: `Takes ${what} from agents; needs the ingest token.`, ...securityOf('ingest'), headers: Headers, body, response };
  const typed = app.withTypeProvider<TypeBoxTypeProvider>();
  typed.post(path, { config: { opens: 'ingest' }, schema, bodyLimit }, async ({ headers, body: sent }, reply) => {
    const name = nameOf(headers);
    if (!isKept(name.day, keptMs)) throw new ProblemError(422, `${what} of ${name.day} are not kept`);
    if (!(sent instanceof Uint8Array)) throw new ProblemError(415, 'the body has to be application/x-ndjson, compressed by zstd');
    if (store.isBusy) {
      reply.header('retry-after', retryAfterSeconds);
      throw new ProblemError(429, `more ${what} wait to be stored than can be stored soon`);
    }
    const sentMs = headers[logBatchHeaders.sent];
    if (sentMs !== undefined) clocks.saw(name.agent, Number(sentMs) - Date.now());
    if (name.day !== headers[logBatchHeaders.day]) onAhead();
    const appended = await store.append({ ...name, body: sent });
    if ('refused' in appended) throw new ProblemError(422, appended.refused);
    onTaken(appended);
    return appended;
  });
}
