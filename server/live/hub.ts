import { randomBytes } from 'node:crypto';
import type { liveTopics } from '#contract/routes.ts';

export type LiveTopic = (typeof liveTopics)[number];

/** That there is something new of a topic: fetch it, with the tag as If-None-Match where there is one. */
export interface LiveNews {
  readonly id: string;
  readonly topic: LiveTopic;
  readonly at: string;
  readonly etag: string | null;
}

export interface Hub {
  publish(topic: LiveTopic, at: string, etag?: string): void;
  /** What is newer than `lastId`, or the latest of each topic where that id is not of this server's life. */
  missed(topics: readonly LiveTopic[], lastId: string | undefined): LiveNews[];
  subscribe(topics: readonly LiveTopic[], listener: (news: LiveNews) => void): () => void;
}

/** News of topics. Only the latest of each matters, so that nothing queues up. */
export function hub(): Hub {
  const life = randomBytes(6).toString('base64url');
  const latest = new Map<LiveTopic, LiveNews>();
  const listeners = new Set<{ topics: readonly LiveTopic[]; tell: (news: LiveNews) => void }>();
  let count = 0;
  const numberOf = (id: string | undefined): number => {
    const [, born, number] = /^([\w-]{8})-(\d{1,15})$/.exec(id ?? '') ?? [];
    return born === life ? Number(number) : 0;
  };
  return {
    publish: (topic, at, etag) => {
      count += 1;
      const news = { id: `${life}-${count}`, topic, at, etag: etag ?? null };
      latest.set(topic, news);
      for (const { topics, tell } of listeners) if (topics.includes(topic)) tell(news);
    },
    missed: (topics, lastId) => {
      const last = numberOf(lastId);
      const news = [...latest.values()].filter(({ topic, id }) => topics.includes(topic) && numberOf(id) > last);
      return news.sort((a, b) => numberOf(a.id) - numberOf(b.id));
    },
    subscribe: (topics, tell) => {
      const listener = { topics, tell };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
