import { everything } from '#contract/find/term.ts';
import type { Doctor } from '#contract/routes.ts';
import type { CurrentAlerts } from '../alerts/alerts.ts';
import type { Prepared } from '../answers/prepared.ts';
import type { Refresher } from '../answers/refresher.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { RecordStore } from '../store/store.ts';
import type { MadeMap } from '../topology/map-maker.ts';
import { iso } from '../topology/window.ts';
import type { Hub, LiveTopic } from './hub.ts';

export interface Sources {
  readonly maps: { readonly live: Refresher<MadeMap> };
  readonly doctor: Refresher<Prepared<Doctor>>;
  readonly alerting: { readonly alerts: Pick<CurrentAlerts, 'live'> };
  readonly hub: Hub;
  /** What others store as well; undefined where all comes through this server. */
  readonly shared: { readonly logStore: LogStore; readonly store: RecordStore } | undefined;
}

/** Lines are waited for by who follows them, as long as where they arrive here (batchRoutes). */
const lookEveryMs = { events: 1000, logs: 250 };

/** How far each file or shard has come. */
async function placesOf(logs: LogStore): Promise<unknown> {
  return (await logs.arrived({ rule: everything, limit: 0 })).mark;
}

/** Tells when something has changed, by looking. Returns what ends that. */
function watched(everyMs: number, look: () => Promise<unknown>, tell: () => void): () => void {
  let known: string | undefined;
  let isLooking = false;
  const compare = async () => {
    const now = JSON.stringify(await look());
    if (known !== undefined && now !== known) tell();
    known = now;
  };
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    // Where it fails, the page's own questions say so.
    compare()
      .catch(() => undefined)
      .finally(() => {
        isLooking = false;
      });
  }, everyMs).unref();
  return () => clearInterval(timer);
}

/** While at least one stream reads a topic it is kept fresh, and each new answer is told. Returns what ends one reader's part. */
export function followedTopics({ maps, doctor, alerting, hub, shared }: Sources): (topics: readonly LiveTopic[]) => () => void {
  const begin: Readonly<Record<LiveTopic, () => () => void>> = {
    topology: () => maps.live.follow(({ at, etag }) => hub.publish('topology', at, etag)),
    doctor: () => doctor.follow(({ value, etag }) => hub.publish('doctor', value.at, etag)),
    alerts: () => alerting.alerts.live.follow(({ at }) => hub.publish('alerts', at)),
    // Told when they arrive, where they arrive here.
    events: () =>
      shared === undefined
        ? () => undefined
        : watched(
            lookEveryMs.events,
            () => shared.store.state(),
            () => hub.publish('events', iso(Date.now())),
          ),
    logs: () =>
      shared === undefined
        ? () => undefined
        : watched(
            lookEveryMs.logs,
            () => placesOf(shared.logStore),
            () => hub.publish('logs', iso(Date.now())),
          ),
  };
  const followed = new Map<LiveTopic, { readers: number; end: () => void }>();
  const join = (topic: LiveTopic) => {
    const known = followed.get(topic);
    if (known === undefined) followed.set(topic, { readers: 1, end: begin[topic]() });
    else known.readers += 1;
  };
  const leave = (topic: LiveTopic) => {
    const known = followed.get(topic);
    if (known === undefined) return;
    known.readers -= 1;
    if (known.readers > 0) return;
    known.end();
    followed.delete(topic);
  };
  return (topics) => {
    const wanted = [...new Set(topics)];
    wanted.forEach(join);
    return () => {
      wanted.forEach(leave);
    };
  };
}
