import type { TopologyDiff, Watched } from '#contract/routes.ts';
import { asText, percent } from '../../../lib/quantity.ts';
import { isWatchedInPart, span } from '../../../lib/time.ts';

/** As many as can be read at a glance are named. */
export const mostNamed = 4;

export function named(hosts: Watched['hosts']): string {
  return hosts.length > mostNamed ? `${hosts.length} hosts` : hosts.map(({ node }) => node).join(', ');
}

type Moments = Pick<TopologyDiff, 'watched' | 'windowSeconds'>;

/** Why two moments cannot be compared at all, in a few words, and what follows; undefined where they can. */
export function incomparable({ watched: { a, b } }: Pick<Moments, 'watched'>): { readonly says: string; readonly so: string } | undefined {
  if (a.watchedSeconds === 0) return { says: 'Nothing was watched then', so: 'what is new since cannot be told' };
  if (b.watchedSeconds === 0) return { says: 'Nothing was watched later', so: 'what is gone cannot be told' };
  return undefined;
}

/** Why something may be missing at one moment that is there at the other. */
function gapsOf({ watchedSeconds, hosts, lost }: Watched, other: Watched, windowSeconds: number): string[] {
  const up = new Set(hosts.flatMap(({ node, up: isUp }) => (isUp ? node : [])));
  const missed = other.hosts.filter(({ node, up: isUp }) => isUp && !up.has(node));
  return [
    ...(isWatchedInPart(watchedSeconds, windowSeconds) ? [`only ${span(watchedSeconds)} of ${span(windowSeconds)} were watched`] : []),
    ...(missed.length === 0 ? [] : [`${named(missed)} ${missed.length === 1 ? 'was' : 'were'} not watched`]),
    ...(lost.total > 0 ? [`${asText(percent(lost.ratio))} of events were lost`] : []),
  ];
}

/** For each moment that was watched in part: why what the lists say may not be so. */
export function doubts({ watched: { a, b }, windowSeconds }: Moments): string[] {
  const [then, later] = [gapsOf(a, b, windowSeconds), gapsOf(b, a, windowSeconds)];
  return [
    ...(then.length === 0 ? [] : [`Then, ${then.join(', ')}: what is new may only be first seen since.`]),
    ...(later.length === 0 ? [] : [`Later, ${later.join(', ')}: what is gone may only not be seen.`]),
  ];
}
