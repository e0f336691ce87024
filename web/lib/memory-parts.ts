import { sumOf } from './series.ts';

type Values = readonly (number | null)[];

export interface MemoryPart {
  readonly name: 'anonymous' | 'cache' | 'shared' | 'slab' | 'kernel' | 'unaccounted' | 'free';
  readonly values: readonly (number | null)[];
}

const seriesOf = (field: string): string => `sonde_host_memory_${field}_bytes`;

/** Parts that add up to all of the memory: what no part claims is one of its own. */
export function memoryParts(named: ReadonlyMap<string, Values>): MemoryPart[] {
  const total = named.get(seriesOf('total'));
  if (total === undefined) return [];
  const sum = (...fields: string[]): (number | null)[] => {
    const found = fields.flatMap((field) => named.get(seriesOf(field)) ?? []);
    return found.length === 0 ? total.map(() => 0) : sumOf(fields.map((field) => named.get(seriesOf(field)) ?? []));
  };
  const shared = sum('shared');
  // The kernel counts shared memory as page cache.
  const cache = sum('cached', 'buffers').map((value, step) => (value === null ? null : Math.max(0, value - (shared[step] ?? 0))));
  const parts: MemoryPart[] = [
    { name: 'anonymous', values: sum('anonymous') },
    { name: 'shared', values: shared },
    { name: 'kernel', values: sum('kernel_stack', 'page_tables', 'per_cpu') },
    { name: 'slab', values: sum('slab_reclaimable', 'slab_unreclaimable') },
    { name: 'cache', values: cache },
  ];
  const free = sum('free');
  const claimed = sumOf([...parts.map(({ values }) => values), free]);
  const rest = total.map((value, step) => (value === null ? null : Math.max(0, value - (claimed[step] ?? 0))));
  return [...parts, { name: 'unaccounted', values: rest }, { name: 'free', values: free }];
}
