import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LogTail } from '#contract/logs.ts';
import type { liveTopics, RouteName } from '#contract/routes.ts';

type Topic = Extract<(typeof liveTopics)[number], 'topology' | 'doctor' | 'logs' | 'events' | 'alerts'>;

/** What is asked again when a topic has news. */
const routesOf: Readonly<Record<Topic, readonly RouteName[]>> = {
  topology: [
    'GET /api/topology',
    'GET /api/topology/diff',
    'GET /api/edges/:id',
    'GET /api/workloads',
    'GET /api/workloads/:id',
    'GET /api/overview',
    'GET /api/events',
    'GET /api/events/histogram',
  ],
  events: ['GET /api/events', 'GET /api/events/histogram'],
  logs: ['GET /api/logs', 'GET /api/logs/histogram'],
  alerts: ['GET /api/alerts', 'GET /api/alerts/:id', 'GET /api/alerts/:id/history', 'GET /api/silences'],
  doctor: ['GET /api/doctor', 'GET /api/nodes', 'GET /api/nodes/:node'],
};
const topics = Object.keys(routesOf) as Topic[];

const pollMs = 5000;
const reconnectMs = 15_000;

interface LiveState {
  readonly connection: 'connecting' | 'streaming' | 'polling';
  /** Sweeps that came in since the view was paused. */
  readonly newer: number;
}

const listeners = new Set<() => void>();
let state: LiveState = { connection: 'connecting', newer: 0 };

function set(change: Partial<LiveState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

export interface Follower {
  /** What the lines have to be, as a text of the language. */
  readonly query: string;
  /** From now on none is missed but those that are told as dropped. */
  readonly onFollowing: () => void;
  readonly onLines: (lines: LogTail) => void;
  /** Nothing comes for now: there is no stream, or it has no room for lines. */
  readonly onAway: () => void;
}

let follower: Follower | undefined;
let reopen: (() => void) | undefined;

/** Lines as they come, on the stream of this tab, until the returned function is called. */
export function followLines(one: Follower): () => void {
  follower = one;
  reopen?.();
  return () => {
    if (follower !== one) return;
    follower = undefined;
    reopen?.();
  };
}

/** The moment that a notice carries; a notice without one is still news. */
function momentOf(data: unknown): number | undefined {
  const [, at] = typeof data === 'string' ? (/"at":"([^"]+)"/.exec(data) ?? []) : [];
  return at === undefined ? undefined : Date.parse(at);
}

/** `atMs` is when the server had it; absent where news is only assumed. */
type OnNews = (topic: Topic, atMs?: number) => void;

/** One stream for the tab, closed while nobody looks; where it fails, news is assumed every five seconds. */
class Feed {
  readonly #onNews: OnNews;
  #source: EventSource | undefined;
  #refused: Follower | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #reopen: ReturnType<typeof setTimeout> | undefined;

  constructor(onNews: OnNews) {
    this.#onNews = onNews;
    document.addEventListener('visibilitychange', this.#look);
    reopen = () => this.#open();
    this.#open();
  }

  readonly #look = (): void => {
    if (document.hidden) {
      this.#stop();
      return;
    }
    this.#everything();
    this.#open();
  };

  readonly #everything = (): void => {
    for (const topic of topics) this.#onNews(topic);
  };

  #open(): void {
    this.#stop();
    if (document.hidden) return;
    const followed = follower === this.#refused ? undefined : follower;
    const asked = new URLSearchParams({ topics: topics.join(','), ...(followed && { query: followed.query }) });
    let hasBegun = false;
    const source = new EventSource(`/api/live?${asked}`);
    source.addEventListener('open', () => {
      clearInterval(this.#poll);
      this.#poll = undefined;
      set({ connection: 'streaming' });
      hasBegun = false;
    });
    source.addEventListener('lines', ({ data }) => {
      // The first says that from here on none is missed.
      if (!hasBegun) followed?.onFollowing();
      hasBegun = true;
      followed?.onLines(JSON.parse(data) as LogTail);
      this.#onNews('logs');
    });
    for (const topic of topics) source.addEventListener(topic, ({ data }) => this.#onNews(topic, momentOf(data)));
    source.addEventListener('error', () => this.#failed(source, followed));
    this.#source = source;
  }

  #failed(source: EventSource, followed: Follower | undefined): void {
    set({ connection: 'polling' });
    follower?.onAway();
    this.#poll ??= setInterval(this.#everything, pollMs);
    if (source.readyState !== EventSource.CLOSED) return;
    if (followed !== undefined) {
      // There may be room for a stream, if not for one of lines.
      this.#refused = followed;
      this.#open();
      return;
    }
    clearTimeout(this.#reopen);
    this.#reopen = setTimeout(() => {
      if (this.#source === source) this.#open();
    }, reconnectMs);
  }

  #stop(): void {
    clearInterval(this.#poll);
    clearTimeout(this.#reopen);
    this.#poll = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#look);
    reopen = undefined;
    this.#stop();
  }
}

/** Keeps what is shown up to date, or, while held at a moment, counts what is newer. */
export function useLive(client: QueryClient, heldAtMs: number | undefined): void {
  const held = useRef(heldAtMs);
  const isHeld = heldAtMs !== undefined;
  useEffect(() => {
    held.current = heldAtMs;
  }, [heldAtMs]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: counted from when it was held, whichever moment is looked at since
  useEffect(() => set({ newer: 0 }), [isHeld]);
  useEffect(() => {
    const feed = new Feed((topic, atMs) => {
      if (held.current === undefined) {
        for (const route of routesOf[topic]) void client.invalidateQueries({ queryKey: [route] }, { cancelRefetch: false });
      } else if (topic === 'topology' && atMs !== undefined && atMs > held.current) {
        set({ newer: state.newer + 1 });
      }
    });
    return () => feed.close();
  }, [client]);
}
