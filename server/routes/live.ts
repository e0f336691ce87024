import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Rule } from '#contract/find/term.ts';
import { liveTopics } from '#contract/routes.ts';
import { ruleOf } from '../found/asked.ts';
import type { Hub, LiveTopic } from '../live/hub.ts';
import { stream } from '../live/stream.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import { badInput, ProblemError } from '../problem.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import { refusals } from './document.ts';

export interface LiveOptions {
  readonly hub: Hub;
  readonly metrics: OwnMetrics;
  /** Someone reads these topics: keep them fresh until the returned function is called. */
  readonly follow: (topics: readonly LiveTopic[]) => () => void;
  readonly maxStreams: number;
  readonly logs: LogStore;
}

/** Each looks at every line that comes. */
const mostTails = 32;

const Topics = Type.Object(
  {
    topics: Type.String({ minLength: 1, maxLength: 200, description: `one or more of ${liveTopics.join(',')}` }),
    query: Type.Optional(
      Type.String({ maxLength: 2000, description: 'with the topic logs: what the lines have to be that are sent as they come, as `lines`' }),
    ),
  },
  { additionalProperties: false },
);

function topicsOf(text: string): LiveTopic[] {
  return text.split(',').map((name) => {
    const topic = liveTopics.find((known) => known === name);
    if (topic === undefined) throw badInput('topics', `one or more of ${liveTopics.join(', ')}, with commas between`, `there is no topic "${name}"`);
    return topic;
  });
}

/** One stream per tab, whatever it shows: it says what is new, the tab fetches that. */
export function liveRoute(app: FastifyInstance, { hub, metrics, follow, maxStreams, logs }: LiveOptions): void {
  const ends = new Set<() => void>();
  const tails = new Set<() => void>();
  const fullness = (rule: Rule | undefined): string | undefined => {
    if (ends.size >= maxStreams) return `there are ${maxStreams} live streams already`;
    return rule !== undefined && tails.size >= mostTails ? `${mostTails} live streams of lines are read already` : undefined;
  };
  const events = { description: 'The stream, until either side ends it.', content: { 'text/event-stream': { schema: Type.String() } } };
  const schema = {
    summary: 'Server-Sent Events: which topics have news, and log lines as they come.',
    querystring: Topics,
    response: { 200: events, ...refusals },
  };
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/live', { schema }, async (request, reply) => {
    const topics = topicsOf(request.query.topics);
    const rule = topics.includes('logs') && request.query.query !== undefined ? ruleOf(request.query.query) : undefined;
    const full = fullness(rule);
    if (full !== undefined) {
      metrics.liveCut.inc({ reason: 'full' });
      throw new ProblemError(503, full);
    }
    reply.hijack();
    reply.raw.writeHead(200, { ...headersOf(reply.getHeaders()), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    const lastId = request.headers['last-event-id'];
    const onFailure = (error: unknown) => request.log.warn({ err: error }, 'lines could not be followed');
    const { ended, end } = stream(reply.raw, {
      hub,
      topics,
      lastId: typeof lastId === 'string' ? lastId : undefined,
      metrics,
      lines: rule && { logs, rule, onFailure },
    });
    const unfollow = follow(topics);
    ends.add(end);
    if (rule !== undefined) tails.add(end);
    metrics.liveStreams.inc();
    await ended;
    metrics.liveStreams.dec();
    ends.delete(end);
    tails.delete(end);
    unfollow();
  });
  app.addHook('preClose', async () => {
    for (const end of ends) end();
  });
}

function headersOf(headers: Readonly<Record<string, number | string | string[] | undefined>>): Record<string, number | string | string[]> {
  return Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
