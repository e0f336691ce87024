import { type Identity, identityId, otherIdentity } from '#contract/identity.ts';
import { trafficClasses } from '#contract/metrics.ts';
import type { Health } from '#contract/reply.ts';
import type { Confidence } from '#contract/requests.ts';
import type { EdgeL4, Topology, TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { lostIn, type Trust, trustIn } from './confidence.ts';
import type { EdgeFacts, Listener, WindowFacts } from './facts.ts';
import { groupsOf } from './groups.ts';
import { answersOf, failed, healthOf, isSeen, sideHealth, worst } from './health.ts';
import { ownNodes } from './own.ts';
import { l7Of, type RequestContext, servesOf } from './requests.ts';
import { iso, type Window } from './window.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Who is to be placed: `groups` has the group of each node that stands in one. */
export interface MapShape {
  readonly nodes: readonly string[];
  readonly links: readonly (readonly [client: string, server: string])[];
  readonly groups: ReadonlyMap<string, string>;
}

export interface Placed {
  readonly nodes: ReadonlyMap<string, Point>;
  /** As they are drawn, by id. */
  readonly groups: ReadonlyMap<string, Point & { readonly width: number; readonly height: number }>;
}

/** Gives every node its place. */
export interface Places {
  of(shape: MapShape): Promise<Placed>;
  /** New places for all; answers how many stand elsewhere now. */
  tidy(shape: MapShape): Promise<number>;
}

export interface MapScope {
  readonly window: Window;
  readonly nowMs: number;
  /** Hosts that are configured, seen or not. */
  readonly hosts: readonly string[];
  readonly ownPorts: readonly number[];
  /** What alerts that fire say of the health of nodes and edges, by their ids. */
  readonly alarms?: ReadonlyMap<string, Health>;
}

/** Rates are over the time in which an agent was read, so that a window that began before the agent did shows no false calm. */
function watchedSecondsOf({ agents }: WindowFacts, { fromMs, toMs }: Window): number {
  return Math.min(Math.max(0, ...agents.map((agent) => agent.coveredSeconds)), (toMs - fromMs) / 1000);
}

export function l4Of(facts: EdgeFacts, seconds: number): EdgeL4 {
  const failures = failed(facts);
  const attempts = failures + facts.connects;
  return {
    connectsPerSecond: facts.connects / seconds,
    failuresPerSecond: failures / seconds,
    failureRatio: attempts === 0 ? null : failures / attempts,
    openConnections: facts.open,
    toServerBytesPerSecond: facts.toServerBytes / seconds,
    toClientBytesPerSecond: facts.toClientBytes / seconds,
    retransmittedSegmentsPerSecond: facts.retransmits / seconds,
    resetsPerSecond: facts.resets / seconds,
    droppedPacketsPerSecond: facts.dropped / seconds,
    rttP50Seconds: facts.rttP50Seconds,
    rttP99Seconds: facts.rttP99Seconds,
  };
}

/** The class of most of the bytes; without bytes, the one that was said of the edge, or that the kinds of its ends imply. */
function trafficOf({ traffic, edge }: EdgeFacts): TopologyEdge['traffic'] {
  const [most] = [...traffic].sort(([, a], [, b]) => b - a);
  const known = trafficClasses.find((name) => name === most?.[0]);
  if (known !== undefined) return known;
  const kinds = [edge.client.kind, edge.server.kind];
  if (kinds.includes('internet') || kinds.includes('external')) return 'internet';
  return kinds.includes('private') ? 'lan' : 'loopback';
}

/** The edge of everything unnamed is always exported; it is on the map once something is counted on it. */
function isShown(facts: EdgeFacts): boolean {
  const { client, server } = facts.edge;
  return client.kind !== otherIdentity.kind || server.kind !== otherIdentity.kind || isSeen(facts) || facts.connects + failed(facts) > 0;
}

/** What the edge did while the series budget had no room for it is counted in `other`. */
function withUnnamed(confidence: Confidence): Confidence {
  return {
    ...confidence,
    state: 'partial',
    reasons: ['for a part of this time it is counted in “other”, because the series budget was used up', ...confidence.reasons],
  };
}

/** An alert that fires tells more than the figures do, which may not be bad enough, or too few. */
export function withAlarm(id: string, health: Health, { alarms }: Pick<MapScope, 'alarms'>): Health {
  const alarm = alarms?.get(id);
  if (alarm === undefined) return health;
  return health.state === 'unknown' ? alarm : worst([alarm, health]);
}

/** An edge with the ids of its ends: to put them together anew for each use took longer than all else. */
interface Ends {
  readonly facts: EdgeFacts;
  readonly client: string;
  readonly server: string;
}

const endsOf = (facts: EdgeFacts): Ends => ({ facts, client: identityId(facts.edge.client), server: identityId(facts.edge.server) });

function edgeFrom({ facts, client, server }: Ends, requests: Omit<RequestContext, 'confidence'>, trust: Trust, own: ReadonlySet<string>): TopologyEdge {
  const { port, transport } = facts.edge;
  return {
    id: facts.id,
    client,
    server,
    port,
    transport,
    traffic: trafficOf(facts),
    health: healthOf({ ...facts, seen: isSeen(facts), answers: answersOf(facts.l7) }),
    confidence: facts.told === 'both' ? withUnnamed(trust.counts) : trust.counts,
    light: facts.told === 'flows',
    own: own.has(client),
    l4: l4Of(facts, requests.seconds),
    l7: l7Of(facts, { ...requests, confidence: trust.requests }),
  };
}

const notWatched: Health = { state: 'unknown', reasons: ['not watched in this time'], notWatched: true };

function unwatchedHosts({ agents }: WindowFacts, hosts: readonly string[]): ReadonlySet<string> {
  const watched = new Set(agents.map(({ node }) => node));
  return new Set(hosts.filter((name) => !watched.has(name)).map((name) => identityId({ kind: 'host', name, namespace: '' })));
}

/** A node is as well as the connects and requests that it answers, and as those that it makes. */
function nodeHealth(id: string, edges: readonly Ends[]): Health {
  const inward = edges.filter(({ server }) => server === id).map(({ facts }) => facts);
  const outward = edges.filter(({ client }) => client === id).map(({ facts }) => facts);
  const any = edges.some(({ facts }) => isSeen(facts));
  return worst([...(inward.length > 0 ? [sideHealth(inward, any, ' to it')] : []), ...(outward.length > 0 ? [sideHealth(outward, any, ' from it')] : [])]);
}

function identitiesOf(edges: readonly Ends[], listeners: readonly Listener[], hosts: readonly string[]): Map<string, Identity> {
  const all = new Map<string, Identity>();
  for (const { facts, client, server } of edges) all.set(client, facts.edge.client).set(server, facts.edge.server);
  const others = [...listeners.map(({ identity }) => identity), ...hosts.map((name): Identity => ({ kind: 'host', name, namespace: '' }))];
  for (const identity of others) all.set(identityId(identity), identity);
  return all;
}

function listeningOf(listeners: readonly Listener[]): Map<string, TopologyNode['listening']> {
  const byNode = new Map<string, TopologyNode['listening']>();
  for (const { identity, port, transport } of listeners) {
    const id = identityId(identity);
    const ports = byNode.get(id) ?? [];
    byNode.set(id, ports);
    if (!ports.some((known) => known.port === port && known.transport === transport)) ports.push({ port, transport });
  }
  for (const ports of byNode.values()) ports.sort((a, b) => a.port - b.port || a.transport.localeCompare(b.transport));
  return byNode;
}

function edgesByNode(edges: readonly Ends[]): Map<string, Ends[]> {
  const byNode = new Map<string, Ends[]>();
  const add = (id: string, edge: Ends) => {
    const own = byNode.get(id);
    if (own === undefined) byNode.set(id, [edge]);
    else own.push(edge);
  };
  for (const edge of edges) {
    add(edge.client, edge);
    if (edge.server !== edge.client) add(edge.server, edge);
  }
  return byNode;
}

/** The map of a window, from what was recorded of it. */
export async function buildTopology(facts: WindowFacts, scope: MapScope, places: Pick<Places, 'of'>): Promise<Topology> {
  const edges = [...facts.edges.values()].filter(isShown).map(endsOf);
  const own = ownNodes(facts, scope.ownPorts);
  const { fromMs, toMs } = scope.window;
  const watchedSeconds = watchedSecondsOf(facts, scope.window);
  const seconds = watchedSeconds || (toMs - fromMs) / 1000;
  const unwatched = unwatchedHosts(facts, scope.hosts);
  const trusted = trustIn(facts);
  const requests = { seconds, reading: facts.requests };
  const { flowsSinceMs = fromMs, untoldSeconds } = facts;
  const ofFlows = { ...requests, seconds: Math.max(1, Math.min(seconds, (toMs - flowsSinceMs) / 1000) - untoldSeconds) };
  const listening = listeningOf(facts.listeners);
  const touching = edgesByNode(edges);
  const identities = identitiesOf(edges, facts.listeners, scope.hosts);
  const ids = [...identities.keys()].sort();
  const grouping = groupsOf(identities);
  const placed = await places.of({
    nodes: ids,
    links: edges.map(({ client, server }) => [client, server]),
    groups: grouping.byNode,
  });
  const nodes = ids.map((id): TopologyNode => {
    const { kind = 'other', name = id, namespace = '' } = identities.get(id) ?? {};
    const { x, y } = placed.nodes.get(id) ?? { x: 0, y: 0 };
    const where = { x, y, group: grouping.byNode.get(id) ?? null, hosts: [...(facts.hosts.get(id) ?? [])] };
    const near = touching.get(id) ?? [];
    const serves = servesOf(near.filter(({ server }) => server === id).map(({ facts: inward }) => inward));
    const known = { ...(namespace === '' ? {} : { namespace }), ...(serves === undefined ? {} : { serves }) };
    return {
      id,
      kind,
      name,
      ...known,
      ...where,
      health: withAlarm(id, unwatched.has(id) ? worst([notWatched, nodeHealth(id, near)]) : nodeHealth(id, near), scope),
      own: own.has(id),
      listening: listening.get(id) ?? [],
    };
  });
  return {
    at: iso(scope.nowMs),
    from: iso(fromMs),
    to: iso(toMs),
    watchedSeconds,
    ...(facts.flowsSinceMs !== undefined && { flowsSince: iso(facts.flowsSinceMs) }),
    stale: null,
    hosts: scope.hosts.map((node) => ({ node, up: facts.agents.some((agent) => agent.node === node && agent.up) })),
    groups: grouping.groups.flatMap((group) => {
      const box = placed.groups.get(group.id);
      return box === undefined ? [] : [{ ...group, ...box }];
    }),
    nodes,
    edges: edges
      .map((ends) => edgeFrom(ends, ends.facts.told === 'flows' ? ofFlows : requests, trusted(ends.client, ends.server, ends.facts.edge.transport), own))
      .map((edge) => (scope.alarms?.has(edge.id) === true ? { ...edge, health: withAlarm(edge.id, edge.health, scope) } : edge))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    lost: lostIn(facts),
  };
}
