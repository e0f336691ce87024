import { stat } from '../../bpf/gen/sockets.ts';
import type { BpfObject } from '../runtime/bpf-object.ts';
import type { Tally } from '../runtime/collector-status.ts';
import { perCpuCounters } from '../runtime/map-sweep.ts';

const lostStats: readonly (readonly [place: number, reason: string])[] = [
  [stat.STAT_RING_FULL, 'ring_full'],
  [stat.STAT_DETAIL_MAP_FULL, 'detail_map_full'],
  [stat.STAT_LISTENER_MAP_FULL, 'listener_map_full'],
  [stat.STAT_STORAGE_FAILED, 'storage_failed'],
  [stat.STAT_SWEEP_RACE, 'sweep_race'],
];

/** What these objects counted about themselves, added up. */
export function objectTally(objects: readonly BpfObject[]): () => Tally {
  const readers = objects.map((object) => perCpuCounters(object.map('stats'), stat.STAT_COUNT));
  return () => {
    const tables = readers.map((read) => read());
    const total = (place: number) => tables.reduce((sum, table) => sum + (table[place] ?? 0), 0);
    return {
      events: total(stat.STAT_EVENTS),
      overflowed: total(stat.STAT_EDGE_MAP_FULL),
      lost: lostStats.map(([place, reason]) => [reason, total(place)] as const),
    };
  };
}
