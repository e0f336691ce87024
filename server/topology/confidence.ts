import { countText } from '#contract/count-text.ts';
import type { Transport } from '#contract/identity.ts';
import type { Confidence } from '#contract/requests.ts';
import type { Topology } from '#contract/routes.ts';
import type { AgentPresence, EventCount, LostCount, WindowFacts } from './facts.ts';

export type Lost = Topology['lost'];

/** The collectors whose losses make the counts of an edge lower bounds. */
const collectorsOf: Readonly<Record<Transport, readonly string[]>> = { tcp: ['sockets', 'tcp', 'drops'], udp: ['sockets', 'udp', 'drops'], unix: ['unix'] };

const total = (counts: readonly (LostCount | EventCount)[]) => counts.reduce((sum, { count }) => sum + count, 0);

/** What the confidence in counts is made of. */
type Watched = Pick<WindowFacts, 'agents' | 'lost' | 'events' | 'requests'>;

function ratio(lost: number, counted: number): number {
  return lost === 0 ? 0 : lost / (lost + counted);
}

function gapReasons({ node, restarts, gapSeconds }: AgentPresence): string[] {
  return [
    ...(restarts > 0 ? [`the agent of ${node} was restarted ${restarts === 1 ? 'once' : `${countText(restarts)} times`}`] : []),
    ...(gapSeconds > 0 ? [`nothing was read from the agent of ${node} for ${Math.round(gapSeconds)} s`] : []),
  ];
}

function lossReasons(lost: readonly LostCount[]): string[] {
  return lost.map(({ node, collector, reason, count }) => `${collector} on ${node} lost ${countText(count)} events (${reason.replaceAll('_', ' ')})`);
}

function lossesOf(collectors: readonly string[], { lost, events, agents }: Watched): Confidence {
  const mine = lost.filter(({ collector, count }) => count > 0 && collectors.includes(collector));
  const counted = total(events.filter(({ collector }) => collectors.includes(collector)));
  const reasons = [...lossReasons(mine), ...agents.flatMap(gapReasons)];
  return { state: reasons.length === 0 ? 'full' : 'partial', lostRatio: ratio(total(mine), counted), reasons };
}

/** How much the counts of edges of a transport can be believed. */
export function confidenceOf(transport: Transport, facts: Watched): Confidence {
  return lossesOf(collectorsOf[transport], facts);
}

/** How much the counts of requests can be believed. */
export function requestConfidence(facts: Watched): Confidence {
  const losses = lossesOf(['sockets', 'l7'], facts);
  const { sampling, unrepaired } = facts.requests;
  const inOrder = unrepaired.map((node) => `the kernel of ${node} shows only what arrives in order: where packets are lost or overtaken, requests are missing`);
  const state = losses.state === 'full' && inOrder.length > 0 ? 'partial' : losses.state;
  if (sampling.length === 0) return { ...losses, state, reasons: [...inOrder, ...losses.reasons] };
  const sampled = sampling.map(({ node, factor }) => `on ${node} one of ${Math.round(factor * 10) / 10} connections is read, and stands for the others`);
  return { ...losses, state: 'estimated', reasons: [...sampled, ...inOrder, ...losses.reasons] };
}

export function lostIn({ lost, events }: Pick<WindowFacts, 'lost' | 'events'>): Lost {
  const counted = total(events);
  return { total: total(lost), ratio: ratio(total(lost), counted), byReason: [...lost] };
}

/** How much the numbers of an edge can be believed, and those of its requests. */
export interface Trust {
  readonly counts: Confidence;
  readonly requests: Confidence;
}

function watchedAt({ agents, lost, events, requests }: Watched, hosts: ReadonlySet<string>): Watched {
  const isThere = ({ node }: { readonly node: string }) => hosts.has(node);
  return {
    agents: agents.filter(isThere),
    lost: lost.filter(isThere),
    events: events.filter(isThere),
    requests: { ...requests, sampling: requests.sampling.filter(isThere), unrepaired: requests.unrepaired.filter((node) => hosts.has(node)) },
  };
}

/** By the hosts on which an end of an edge is observed; where that is not known, what any host lacks may be of the edge. */
export function trustIn(facts: Watched & Pick<WindowFacts, 'hosts'>): (client: string, server: string, transport: Transport) => Trust {
  const made = new Map<string, Trust>();
  return (client, server, transport) => {
    const hosts = new Set([...(facts.hosts.get(client) ?? []), ...(facts.hosts.get(server) ?? [])]);
    const key = [transport, ...[...hosts].sort()].join(' ');
    const known = made.get(key);
    if (known !== undefined) return known;
    const watched = hosts.size === 0 ? facts : watchedAt(facts, hosts);
    const trust = { counts: confidenceOf(transport, watched), requests: requestConfidence(watched) };
    made.set(key, trust);
    return trust;
  };
}
