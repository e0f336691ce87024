import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { LogDownloadQuery } from '#contract/logs.ts';
import { ruleOf } from '../logs/asked.ts';
import { exported, formats } from '../logs/export.ts';
import { logWindow } from '../logs/window.ts';
import { ProblemError } from '../problem.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { refusals, tooManyDownloads } from './document.ts';
import { goneOf } from './handlers.ts';
import { takesGzip } from './send-body.ts';

const mostAtOnce = 2;
const retryAfterSeconds = 10;
/** So long nothing is sent because nobody takes it, or nothing is found. */
const stalledMs = 300_000;

const nameOf = (fromUs: number, format: string): string => {
  const moment = new Date(fromUs / 1000).toISOString().slice(0, 19).replaceAll(':', '');
  return `logs-${moment}Z.${format === 'text' ? 'log' : format}`;
};

/** Lines as a file of any length, never longer in memory than a page. It ends when who asked is gone. */
export function logDownloadRoute(app: FastifyInstance, logs: LogStore): void {
  let running = 0;
  const file = (type: string) => ({ [type]: { schema: Type.String() } });
  const content = { ...file('application/x-ndjson'), ...file('text/csv'), ...file('text/plain') };
  const response = { 200: { description: 'The lines, until all are sent.', content }, ...refusals, 429: tooManyDownloads };
  const schema = { summary: 'Log lines as a file: NDJSON, CSV or text.', querystring: LogDownloadQuery, response };
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/logs/download', { schema }, async (request, reply) => {
    const { query, order = 'oldest', format = 'ndjson', ...range } = request.query;
    const search = { rule: ruleOf(query), order, ...logWindow(range, Date.now()) };
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
    const { type, ...written } = formats[format];
    const lines = Readable.from(exported(logs, search, { type, ...written }, gone));
    reply
      .type(type)
      .headers({ 'content-disposition': `attachment; filename="${nameOf(search.fromUs, format)}"`, 'cache-control': 'no-store', vary: 'accept-encoding' });
    if (!takesGzip(request.headers['accept-encoding'])) return reply.send(lines);
    // A failure of one of both ends the answer: the stream that is sent tells.
    return reply.header('content-encoding', 'gzip').send(pipeline(lines, createGzip({ level: 1 }), () => undefined));
  });
}
