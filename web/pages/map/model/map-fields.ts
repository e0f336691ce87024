import type { Findable, Held } from '#contract/find/match.ts';
import { patternFinder } from '#contract/find/pattern.ts';
import type { Field } from '#contract/find/term.ts';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { worstMinute } from '../../../lib/p99.ts';
import type { Ends } from '../../../ui/entity/edge-list.tsx';
import { type Sums, sumOf } from './sums.ts';

const choices = <Choice extends string>(of: Readonly<Record<Choice, true>>): Field['kind'] => ({ is: 'choice', of: Object.keys(of) });

const kind = choices<TopologyNode['kind']>({
  process: true,
  systemd: true,
  container: true,
  host: true,
  private: true,
  external: true,
  internet: true,
  other: true,
});
const protocol = choices<TopologyEdge['l7']['protocols'][number]['protocol']>({
  http: true,
  dns: true,
  redis: true,
  postgresql: true,
  mysql: true,
  tls: true,
  other: true,
});
/** In the words that stand on the page, each as one. */
const healthNames: Readonly<Record<TopologyNode['health']['state'], string>> = { ok: 'fine', warning: 'warning', critical: 'critical', unknown: 'unknown' };
const health: Field['kind'] = { is: 'choice', of: Object.values(healthNames) };
const transport = choices<TopologyEdge['transport']>({ tcp: true, udp: true, unix: true });
const text = { is: 'text' } as const;

/** What can be asked for on the map. */
export const mapFields: readonly Field[] = [
  { name: 'name', kind: text, help: 'of either end' },
  { name: 'ns', kind: text, help: 'namespace of either end' },
  { name: 'client', kind: text, help: 'name of who calls' },
  { name: 'server', kind: text, help: 'name of who is called' },
  { name: 'kind', kind, help: 'what it is' },
  { name: 'host', kind: text, help: 'node that it runs on' },
  { name: 'port', kind: { is: 'number' }, help: 'of the server' },
  { name: 'protocol', kind: protocol, help: 'what is spoken' },
  { name: 'transport', kind: transport, help: 'TCP, UDP or UNIX' },
  { name: 'health', kind: health, help: 'as the map shows it' },
  { name: 'rate', kind: { is: 'number' }, help: 'requests a second' },
  { name: 'errors', kind: { is: 'share' }, help: 'share of requests that fail' },
  { name: 'p99', kind: { is: 'duration' }, help: `latency of requests, ${worstMinute}` },
  { name: 'failed', kind: { is: 'share' }, help: 'share of connects that fail' },
  { name: 'rtt', kind: { is: 'duration' }, help: `round trip, ${worstMinute}` },
];

const finds = patternFinder();

const namesIn = ({ name, namespace = '', kind: what }: TopologyNode): string => `${name} ${namespace} ${what}`.toLowerCase();

const protocolsOf = (edges: readonly TopologyEdge[]): string[] => edges.flatMap(({ l7 }) => l7.protocols.map((spoken) => spoken.protocol));

const worst = (values: readonly (number | null)[]): number | null =>
  values.reduce((most, value) => (value !== null && value > (most ?? -1) ? value : most), null);

/** What a node has by itself: its numbers are those of the edges that lead to it. */
export function nodeFindable(node: TopologyNode, inbound: readonly TopologyEdge[]): Findable {
  let sums: Sums | undefined;
  const reached = (): Sums => {
    sums ??= sumOf(inbound);
    return sums;
  };
  const held: Readonly<Record<string, () => Held>> = {
    name: () => node.name,
    ns: () => node.namespace,
    kind: () => node.kind,
    host: () => node.hosts,
    port: () => [...node.listening.map(({ port }) => port), ...inbound.map(({ port }) => port)],
    protocol: () => protocolsOf(inbound),
    transport: () => [...node.listening, ...inbound].map((one) => one.transport),
    health: () => healthNames[node.health.state],
    rate: () => (reached().requests.seen ? reached().requests.perSecond : null),
    errors: () => reached().requests.errorRatio,
    p99: () => reached().requests.p99Seconds,
    failed: () => reached().failureRatio,
    rtt: () => worst(inbound.map(({ l4 }) => l4.rttP99Seconds)),
  };
  return {
    has: (word) => namesIn(node).includes(word) || node.listening.some(({ port }) => String(port) === word),
    fits: (pattern) => finds(pattern, node.name),
    held: (field) => (Object.hasOwn(held, field) ? held[field]?.() : undefined),
  };
}

export function edgeFindable({ edge, client, server }: Ends): Findable {
  const ends = [client, server];
  const { l4, l7 } = edge;
  const held: Readonly<Record<string, () => Held>> = {
    name: () => ends.map(({ name }) => name),
    ns: () => ends.flatMap(({ namespace }) => namespace ?? []),
    client: () => client.name,
    server: () => server.name,
    kind: () => ends.map((end) => end.kind),
    host: () => ends.flatMap(({ hosts }) => hosts),
    port: () => edge.port,
    protocol: () => protocolsOf([edge]),
    transport: () => edge.transport,
    health: () => healthNames[edge.health.state],
    rate: () => (l7.seen ? l7.requestsPerSecond : null),
    errors: () => l7.errorRatio,
    p99: () => l7.p99Seconds,
    failed: () => l4.failureRatio,
    rtt: () => l4.rttP99Seconds,
  };
  const endHas = (end: TopologyNode, word: string) => namesIn(end).includes(word) || end.listening.some(({ port }) => String(port) === word);
  return {
    has: (word) => String(edge.port) === word || edge.transport === word || ends.some((end) => endHas(end, word)),
    fits: (pattern) => ends.some(({ name }) => finds(pattern, name)),
    held: (field) => (Object.hasOwn(held, field) ? held[field]?.() : undefined),
  };
}

/** So many values of a field are offered to who types a filter. */
const mostValues = 200;

function frequent(all: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, mostValues).map(([value]) => value);
}

/** The values of each field that there are on the map, the most frequent first; none of a field whose values are a closed list. */
export function valuesOn(nodes: readonly TopologyNode[], edges: readonly Ends[]): ReadonlyMap<string, readonly string[]> {
  const names = frequent(nodes.map(({ name }) => name));
  return new Map([
    ['name', names],
    ['client', names],
    ['server', names],
    ['ns', frequent(nodes.flatMap(({ namespace }) => namespace ?? []))],
    ['host', frequent(nodes.flatMap(({ hosts }) => hosts))],
    ['port', frequent(edges.map(({ edge }) => String(edge.port)))],
  ]);
}
