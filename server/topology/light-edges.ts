import { identityId, otherIdentity } from '#contract/identity.ts';
import { observedEnds, tcpReceivedBytes, tcpSentBytes, trafficClasses, udpReceivedBytes, udpSentBytes } from '#contract/metrics.ts';
import { factsOf } from '../edges/detail.ts';
import { seriesOf } from '../edges/flow-series.ts';
import { requestFacts, requestsOf } from '../edges/requests.ts';
import { type Tally, tally } from '../edges/tally.ts';
import type { ToldEdge, ToldFlow } from '../store/flows/flow-store.ts';
import type { EdgeFacts } from './facts.ts';
import type { Window } from './window.ts';

const minuteMs = 60_000;

const isOther = ({ edge: { client, server } }: ToldEdge): boolean => client.kind === otherIdentity.kind && server.kind === otherIdentity.kind;

function trafficOf(told: Tally): string {
  const bytes = (traffic: string) =>
    [tcpSentBytes, tcpReceivedBytes, udpSentBytes, udpReceivedBytes].reduce((sum, { name }) => sum + told.sum(name, { traffic }), 0);
  const [most = ''] = trafficClasses.filter((name) => bytes(name) > 0).sort((one, other) => bytes(other) - bytes(one));
  return most;
}

function lightFacts({ id, edge, flows }: ToldEdge, window: Window): EdgeFacts {
  const steps = { stepMs: window.toMs - window.fromMs, count: 1 };
  const counting = tally(window, steps, minuteMs / 1000);
  counting.add([], seriesOf(flows, window));
  const told = counting.end();
  const requests = requestsOf(told, steps);
  return { ...factsOf(id, edge, told, { traffic: trafficOf(told), l7: requestFacts(told, requests, new Map()) }), told: 'flows' };
}

/** Puts the edges on the map that are known by their flows alone; of one that has series for a part of the window they say that this is not all. */
export function addLightEdges(edges: Map<string, EdgeFacts>, hosts: Map<string, readonly string[]>, all: readonly ToldEdge[], window: Window): void {
  for (const one of all) {
    if (isOther(one)) continue;
    const known = edges.get(one.id);
    edges.set(one.id, known === undefined ? lightFacts(one, window) : { ...known, told: 'both' });
    for (const flow of one.flows) addHosts(hosts, one, flow);
  }
}

function addHosts(hosts: Map<string, readonly string[]>, { edge }: ToldEdge, { node, seen }: ToldFlow): void {
  for (const end of observedEnds) {
    if (seen[end] === undefined) continue;
    const id = identityId(edge[end]);
    hosts.set(id, [...new Set([...(hosts.get(id) ?? []), node])].sort());
  }
}

/** The minute that is not over is not told yet: rates of light edges are over the time before it. */
export function untoldSeconds(all: readonly ToldEdge[], { toMs }: Window): number {
  const lastMs = all.reduce((last, { flows }) => flows.reduce((later, { atMs }) => Math.max(later, atMs), last), 0);
  const untoldMs = toMs - lastMs - minuteMs;
  return untoldMs > 0 && untoldMs < 2 * minuteMs ? untoldMs / 1000 : 0;
}
