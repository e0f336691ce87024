import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { LogHistogramQuery, type LogProgress } from '#contract/logs.ts';
import type { Logs } from '../logs/logs.ts';
import { refusals } from './document.ts';
import { goneOf } from './handlers.ts';

async function* rows(all: AsyncIterable<LogProgress>): AsyncIterable<string> {
  for await (const one of all) yield `${JSON.stringify(one)}\n`;
}

/** The histogram as it is counted, for windows that take a while. It ends when who asked is gone. */
export function logProgressRoute(app: FastifyInstance, logs: Logs): void {
  const lines = {
    description: 'The histogram so far, again and again; the last one is whole.',
    content: { 'application/x-ndjson': { schema: Type.String() } },
  };
  const schema = {
    summary: 'The histogram of lines as it is counted, the newest first.',
    querystring: LogHistogramQuery,
    response: { 200: lines, ...refusals },
  };
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/logs/histogram/progress', { schema }, async (request, reply) => {
    const progress = logs.progress(request.query, goneOf(reply));
    return reply
      .type('application/x-ndjson')
      .header('cache-control', 'no-store')
      .send(Readable.from(rows(progress)));
  });
}
