import { changes, type Topology, type TopologyDiff, type TopologyEdge, type Watched } from '#contract/routes.ts';
import { figures, secondsText } from '../quantities.ts';

type Change = TopologyDiff['edges']['changed'][number];
type Kind = Change['changes'][number];

/** Two numbers of an edge, then and now, and what it means when they differ. */
interface Reading {
  readonly kind: Kind;
  readonly says: string;
}

/** Of fewer than this nothing can be said. */
const enough = 20;
const slowerBy = 1.5;
const leastSlowerSeconds = 0.001;
const busierBy = 2;
const failingBy = 0.01;

const rate = ({ l4, l7 }: TopologyEdge): { value: number; unit: string } =>
  l7.requestsPerSecond > 0 ? { value: l7.requestsPerSecond, unit: '/s' } : { value: l4.connectsPerSecond + l4.failuresPerSecond, unit: ' connects/s' };

/** What was tried in a window, and the share of it that failed. */
interface Tried {
  readonly times: number;
  readonly share: number;
}

/** The two ways to fail: connects, and requests. */
const triedOf = ({ l4, l7 }: TopologyEdge, watchedSeconds: number): Tried[] => [
  { times: (l4.connectsPerSecond + l4.failuresPerSecond) * watchedSeconds, share: l4.failureRatio ?? 0 },
  { times: l7.requestsPerSecond * watchedSeconds, share: l7.errorRatio ?? 0 },
];

const most = (tried: readonly Tried[]): number => Math.max(...tried.map(({ times }) => times));

/** The worse of the two ways to fail; many requests say nothing of a few connects. */
const failing = (tried: readonly Tried[]): number => Math.max(0, ...tried.filter(({ times }) => times >= enough).map(({ share }) => share));

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

function failures(then: readonly Tried[], now: readonly Tried[]): Reading[] {
  const [was, is] = [failing(then), failing(now)];
  if (Math.abs(is - was) < failingBy) return [];
  return [{ kind: is > was ? 'failing' : 'recovered', says: `${percent(is)} fail, was ${percent(was)}` }];
}

/** Of requests; where none are seen, of round trips, which are not the same and never compared with those. */
function latency(then: TopologyEdge, now: TopologyEdge): Reading[] {
  const ofRequests = then.l7.p99Seconds !== null || now.l7.p99Seconds !== null;
  const [was, is] = ofRequests ? [then.l7.p99Seconds, now.l7.p99Seconds] : [then.l4.rttP99Seconds, now.l4.rttP99Seconds];
  if (was === null || is === null) return [];
  const says = `${ofRequests ? '' : 'round trip '}p99 ${secondsText(is)} in the worst minute, was ${secondsText(was)}`;
  if (is > was * slowerBy && is - was > leastSlowerSeconds) return [{ kind: 'slower', says }];
  return was > is * slowerBy && was - is > leastSlowerSeconds ? [{ kind: 'faster', says }] : [];
}

function load(then: TopologyEdge, now: TopologyEdge): Reading[] {
  const [was, is] = [rate(then), rate(now)];
  if (was.unit !== is.unit) return [];
  const says = `${figures(is.value)}${is.unit}, was ${figures(was.value)}${was.unit}`;
  if (is.value > was.value * busierBy) return [{ kind: 'busier', says }];
  return was.value > is.value * busierBy ? [{ kind: 'quieter', says }] : [];
}

/** An edge at one of the two moments. Its rates are over the seconds that were watched. */
interface Side {
  readonly edge: TopologyEdge;
  readonly watchedSeconds: number;
}

function changeOf({ edge: then, ...before }: Side, { edge: now, ...after }: Side): Change | undefined {
  const [was, is] = [triedOf(then, before.watchedSeconds), triedOf(now, after.watchedSeconds)];
  if (Math.max(most(was), most(is)) < enough) return undefined;
  const compared = Math.min(most(was), most(is)) >= enough ? [...failures(was, is), ...latency(then, now)] : [];
  const readings = [...compared, ...load(then, now)];
  if (readings.length === 0) return undefined;
  return { id: now.id, changes: readings.map(({ kind }) => kind), says: readings.map(({ says }) => says).join('; ') };
}

const rankOf = (change: Change): number => Math.min(...change.changes.map((kind) => changes.indexOf(kind)));

const watchedOf = ({ watchedSeconds, hosts, lost }: Topology): Watched => ({ watchedSeconds, hosts, lost });

type Lists = Pick<TopologyDiff, 'nodes' | 'edges'>;

/** What was not watched has no edges, and nothing that is new or gone. */
const nothing = (): Lists => ({ nodes: { appeared: [], vanished: [] }, edges: { appeared: [], vanished: [], changed: [] } });

function listsOf(a: Topology, b: Topology): Lists {
  const nodesThen = new Set(a.nodes.map(({ id }) => id));
  const nodesNow = new Set(b.nodes.map(({ id }) => id));
  const then = new Map(a.edges.map((edge) => [edge.id, edge]));
  const now = new Set(b.edges.map(({ id }) => id));
  const changed = b.edges.flatMap((edge) => {
    const before = then.get(edge.id);
    if (before === undefined) return [];
    return changeOf({ edge: before, watchedSeconds: a.watchedSeconds }, { edge, watchedSeconds: b.watchedSeconds }) ?? [];
  });
  return {
    nodes: { appeared: [...nodesNow].filter((id) => !nodesThen.has(id)), vanished: a.nodes.filter(({ id }) => !nodesNow.has(id)) },
    edges: {
      appeared: [...now].filter((id) => !then.has(id)),
      vanished: a.edges.filter(({ id }) => !now.has(id)),
      changed: changed.sort((one, other) => rankOf(one) - rankOf(other) || one.id.localeCompare(other.id)),
    },
  };
}

export function diffOf(a: Topology, b: Topology): TopologyDiff {
  const windowSeconds = (Date.parse(b.to) - Date.parse(b.from)) / 1000;
  const lists = a.watchedSeconds > 0 && b.watchedSeconds > 0 ? listsOf(a, b) : nothing();
  return { a: a.to, b: b.to, windowSeconds, watched: { a: watchedOf(a), b: watchedOf(b) }, ...lists };
}
