export type Link = readonly [client: string, server: string];

/** Who calls whom, each pair once and nobody himself. */
export interface Graph {
  readonly nodes: readonly string[];
  callers(node: string): readonly string[];
  callees(node: string): readonly string[];
  neighbours(node: string): readonly string[];
}

export function graph(nodes: readonly string[], links: readonly Link[]): Graph {
  const known = new Set(nodes);
  const inward = new Map<string, Set<string>>();
  const outward = new Map<string, Set<string>>();
  const add = (to: Map<string, Set<string>>, from: string, node: string) => {
    const set = to.get(from) ?? new Set();
    to.set(from, set);
    set.add(node);
  };
  for (const [client, server] of links) {
    if (client === server || !known.has(client) || !known.has(server)) continue;
    add(outward, client, server);
    add(inward, server, client);
  }
  const callers = (node: string) => [...(inward.get(node) ?? [])];
  const callees = (node: string) => [...(outward.get(node) ?? [])];
  return { nodes, callers, callees, neighbours: (node) => [...new Set([...callers(node), ...callees(node)])] };
}

/** The parts that hang together, the largest first; equal ones in the order of their nodes. */
export function components({ nodes, neighbours }: Graph): string[][] {
  const seen = new Set<string>();
  const parts: string[][] = [];
  for (const start of nodes) {
    if (seen.has(start)) continue;
    const part = [start];
    seen.add(start);
    for (const node of part) {
      for (const next of neighbours(node)) {
        if (seen.has(next)) continue;
        seen.add(next);
        part.push(next);
      }
    }
    parts.push(part);
  }
  return parts.sort((a, b) => b.length - a.length);
}
