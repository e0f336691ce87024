import type { ServerResponse } from 'node:http';
import type { Rule } from '#contract/find/term.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Hub, LiveNews, LiveTopic } from './hub.ts';
import { tail } from './tail.ts';

const heartbeatMs = 15_000;
/** What a reader may leave unread; a stream of notices this short means that nobody reads. */
const unreadBytes = 64 << 10;
/** With lines among them, those that are too many are dropped first. */
const unreadWithLines = 4 << 20;
/** The browser waits this long before it comes again. */
const retryMs = 2000;

export interface StreamOptions {
  readonly hub: Hub;
  readonly topics: readonly LiveTopic[];
  readonly lastId: string | undefined;
  readonly metrics: Pick<OwnMetrics, 'liveCut' | 'liveDropped'>;
  /** The lines to send as they come; absent: only that there are some. */
  readonly lines: { readonly logs: LogStore; readonly rule: Rule; readonly onFailure: (error: unknown) => void } | undefined;
}

function frame({ id, topic, at, etag }: LiveNews): string {
  return `id: ${id}\nevent: ${topic}\ndata: ${JSON.stringify({ topic, at, etag })}\n\n`;
}

/** One Server-Sent-Events stream. Resolves when it ends, whoever ends it. */
export function stream(response: ServerResponse, { hub, topics, lastId, metrics, lines }: StreamOptions): { ended: Promise<void>; end: () => void } {
  const most = lines === undefined ? unreadBytes : unreadWithLines;
  const write = (text: string) => {
    // What was asked before its end may come after it.
    if (response.writableEnded) return;
    response.write(text);
    if (response.writableLength <= most) return;
    metrics.liveCut.inc({ reason: 'slow' });
    response.destroy();
  };
  write(`retry: ${retryMs}\n\n`);
  for (const news of hub.missed(topics, lastId)) write(frame(news));
  const hear =
    lines &&
    tail({
      ...lines,
      isBehind: () => response.writableLength > unreadBytes,
      send: (some) => {
        metrics.liveDropped.inc(some.dropped);
        write(`event: lines\ndata: ${JSON.stringify(some)}\n\n`);
      },
    });
  const unsubscribe = hub.subscribe(topics, (news) => {
    if (news.topic === 'logs' && hear !== undefined) hear();
    else write(frame(news));
  });
  // What was dropped last is told when the reader has caught up.
  if (hear !== undefined) response.on('drain', hear);
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
