import type { AlertEvidence } from '#contract/alerts.ts';

type Given = AlertEvidence['neighbours'];
export type Neighbour = Given['nodes'][number];
export type Way = Given['edges'][number];

/** Who stands where on a small map: what calls at the left, what is called at the right, what it is about between them. */
export interface Surroundings {
  readonly callers: readonly Neighbour[];
  readonly centre: readonly Neighbour[];
  readonly called: readonly Neighbour[];
  /** What there was no room for. */
  readonly more: { readonly callers: number; readonly called: number };
}

const room = 5;
const order = ['critical', 'warning', 'unknown', 'ok'];
const worstFirst = (a: Neighbour, b: Neighbour): number => order.indexOf(a.health) - order.indexOf(b.health);

/** The ends of an edge are the centre where an alert is about the edge. */
function centreOf({ nodes, edges }: Given, about: string): readonly string[] {
  const edge = edges.find(({ id }) => id === about);
  if (edge !== undefined) return [edge.client, edge.server];
  return nodes.some(({ id }) => id === about) ? [about] : [];
}

/** Undefined where what the alert is about was not on the map then. */
export function surroundingsOf(given: Given, about: string): Surroundings | undefined {
  const centre = centreOf(given, about);
  if (centre.length === 0) return undefined;
  const [first, last = first] = centre;
  const known = (ids: Iterable<string>) =>
    [...new Set(ids)].filter((id) => !centre.includes(id)).flatMap((id) => given.nodes.find((node) => node.id === id) ?? []);
  const callers = known(given.edges.filter(({ server }) => server === first).map(({ client }) => client)).sort(worstFirst);
  const called = known(given.edges.filter(({ client }) => client === last).map(({ server }) => server)).sort(worstFirst);
  return {
    callers: callers.slice(0, room),
    centre: centre.flatMap((id) => given.nodes.find((node) => node.id === id) ?? []),
    called: called.slice(0, room),
    more: { callers: Math.max(0, callers.length - room), called: Math.max(0, called.length - room) },
  };
}
