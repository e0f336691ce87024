import type { Topology } from '#contract/routes.ts';

/** The latest map, or what it is made into. */
interface Latest {
  peek(): { readonly value: Pick<Topology, 'edges'> } | undefined;
}

/** Which edges are on the map, for those who are asked before there is one. */
export interface KnownEdges {
  has(id: string): boolean;
  follow(live: Latest): void;
}

/** To read a map takes a while where it is large, and most of its edges stay. */
const readEveryMs = 30_000;

export function knownEdges(now: () => number = Date.now): KnownEdges {
  let live: Latest | undefined;
  let known: { readonly ids: ReadonlySet<string>; readonly atMs: number } | undefined;
  return {
    follow: (latest) => {
      live = latest;
    },
    has: (id) => {
      if (known === undefined || now() - known.atMs >= readEveryMs) {
        const edges = live?.peek()?.value.edges;
        if (edges !== undefined) known = { ids: new Set(edges.map((edge) => edge.id)), atMs: now() };
      }
      return known?.ids.has(id) ?? false;
    },
  };
}
