import type { Doctor } from '#contract/routes.ts';
import type { Prepared } from '../answers/prepared.ts';
import type { Refresher } from '../answers/refresher.ts';
import type { MadeMap } from '../topology/map-maker.ts';
import type { Hub, LiveTopic } from './hub.ts';

export interface Sources {
  readonly maps: { readonly live: Refresher<MadeMap> };
  readonly doctor: Refresher<Prepared<Doctor>>;
  readonly hub: Hub;
}

/** While at least one stream reads a topic it is kept fresh, and each new answer is told. Returns what ends one reader's part. */
export function followedTopics({ maps, doctor, hub }: Sources): (topics: readonly LiveTopic[]) => () => void {
  const begin: Readonly<Record<LiveTopic, () => () => void>> = {
    topology: () => maps.live.follow(({ at, etag }) => hub.publish('topology', at, etag)),
    doctor: () => doctor.follow(({ value, etag }) => hub.publish('doctor', value.at, etag)),
    // Told when they arrive.
    events: () => () => undefined,
    logs: () => () => undefined,
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
