import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { DownloadQuery, type Format } from '#contract/found.ts';
import { checked } from '../events/events.ts';
import { eventFormats } from '../events/export.ts';
import { eventWindow } from '../events/window.ts';
import { ruleOf } from '../found/asked.ts';
import { exported } from '../found/export.ts';
import { windowUs } from '../found/moment.ts';
import { lineFormats } from '../logs/export.ts';
import { ProblemError } from '../problem.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { RecordStore } from '../store/store.ts';
import { refusals, tooManyDownloads } from './document.ts';
import { goneOf } from './handlers.ts';
import { takesGzip } from './send-body.ts';

const mostAtOnce = 2;
const retryAfterSeconds = 10;
/** So long nothing is sent because nobody takes it, or nothing is found. */
const stalledMs = 300_000;
const recordsAtOnce = 1000;

interface Started {
  readonly fromMs: number;
  readonly type: string;
  readonly parts: (signal: AbortSignal) => AsyncIterable<string>;
}

/** What can be downloaded: a wrong query is told before anything is sent. */
type Start = (query: DownloadQuery & { readonly format: Format; readonly order: 'oldest' | 'newest' }) => Started;

const nameOf = (what: string, fromMs: number, format: string): string => {
  const moment = new Date(fromMs).toISOString().slice(0, 19).replaceAll(':', '');
  return `${what}-${moment}Z.${format === 'text' ? 'log' : format}`;
};

const lines =
  (logs: LogStore): Start =>
  ({ query, order, format, ...range }) => {
    const search = { rule: ruleOf(query), order, limit: recordsAtOnce, ...windowUs(range, Date.now()) };
    const parts = (signal: AbortSignal) =>
      exported((after: Parameters<LogStore['search']>[0]['after']) => logs.search({ ...search, ...(after && { after }) }), lineFormats[format], signal);
    return { fromMs: search.fromUs / 1000, type: lineFormats[format].type, parts };
  };

const events =
  (records: RecordStore): Start =>
  ({ query = '', order, format, ...range }) => {
    const asked = { find: checked(query), order, limit: recordsAtOnce, ...eventWindow(range, Date.now()) };
    const parts = (signal: AbortSignal) =>
      exported((after: Parameters<RecordStore['page']>[0]['after']) => records.page({ ...asked, ...(after && { after }) }), eventFormats[format], signal);
    return { fromMs: asked.fromMs, type: eventFormats[format].type, parts };
  };

/** Files of any length, never longer in memory than a page. Each ends when who asked is gone. */
export function downloadRoutes(app: FastifyInstance, logs: LogStore, records: RecordStore): void {
  let running = 0;
  const file = (type: string) => ({ [type]: { schema: Type.String() } });
  const content = { ...file('application/x-ndjson'), ...file('text/csv'), ...file('text/plain') };
  const response = { 200: { description: 'The file, until all is sent.', content }, ...refusals, 429: tooManyDownloads };
  const add = (what: 'logs' | 'events', summary: string, start: Start) => {
    const schema = { summary, querystring: DownloadQuery, response };
    app.withTypeProvider<TypeBoxTypeProvider>().get(`/api/${what}/download`, { schema }, async (request, reply) => {
      const { order = 'oldest', format = 'ndjson', ...asked } = request.query;
      const { fromMs, type, parts } = start({ ...asked, order, format });
      if (running >= mostAtOnce) {
        reply.header('retry-after', retryAfterSeconds);
        throw new ProblemError(429, `${mostAtOnce} downloads run already`);
      }
      const gone = goneOf(reply);
      if (gone.aborted) throw new ProblemError(503, 'who asked is gone');
      running += 1;
      reply.raw.setTimeout(stalledMs, () => reply.raw.destroy());
      reply.raw.once('close', () => {
        running -= 1;
      });
      const sent = Readable.from(parts(gone));
      reply
        .type(type)
        .headers({ 'content-disposition': `attachment; filename="${nameOf(what, fromMs, format)}"`, 'cache-control': 'no-store', vary: 'accept-encoding' });
      if (!takesGzip(request.headers['accept-encoding'])) return reply.send(sent);
      // A failure of one of both ends the answer: the stream that is sent tells.
      return reply.header('content-encoding', 'gzip').send(pipeline(sent, createGzip({ level: 1 }), () => undefined));
    });
  };
  add('logs', 'Log lines as a file: NDJSON, CSV or text.', lines(logs));
  add('events', 'Events as a file: NDJSON, CSV or text.', events(records));
}
