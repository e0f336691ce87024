import type { ServerResponse } from 'node:http';
import type { OwnMetrics } from '../own-metrics.ts';
import type { Hub, LiveNews, LiveTopic } from './hub.ts';

const heartbeatMs = 15_000;
/** What a reader may leave unread; a stream of notices this short means that nobody reads. */
const unreadBytes = 64 << 10;
/** The browser waits this long before it comes again. */
const retryMs = 2000;

function frame({ id, topic, at, etag }: LiveNews): string {
  return `id: ${id}\nevent: ${topic}\ndata: ${JSON.stringify({ topic, at, etag })}\n\n`;
}

/** One Server-Sent-Events stream. Resolves when it ends, whoever ends it. */
export function stream(
  response: ServerResponse,
  hub: Hub,
  topics: readonly LiveTopic[],
  lastId: string | undefined,
  cut: OwnMetrics['liveCut'],
): { ended: Promise<void>; end: () => void } {
  const write = (text: string) => {
    response.write(text);
    if (response.writableLength <= unreadBytes) return;
    cut.inc({ reason: 'slow' });
    response.destroy();
  };
  write(`retry: ${retryMs}\n\n`);
  for (const news of hub.missed(topics, lastId)) write(frame(news));
  const unsubscribe = hub.subscribe(topics, (news) => write(frame(news)));
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);
  const ended = new Promise<void>((resolve) => {
    response.once('close', () => {
      clearInterval(heartbeat);
      unsubscribe();
      resolve();
    });
  });
  return { ended, end: () => response.end() };
}
