import { identityId } from '#contract/identity.ts';
import type { HostNode, NodeDetail, NodeUser } from '#contract/nodes.ts';
import type { Doctor, Reply } from '#contract/routes.ts';
import { detailed } from '../answers/detailed.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import type { Refresher } from '../answers/refresher.ts';
import { isPast } from '../doctor/findings.ts';
import { history, stepsIn } from '../history/draw.ts';
import { usedIn } from '../history/identity.ts';
import { ProblemError } from '../problem.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { RecordStore } from '../store/store.ts';
import { withAlarm } from '../topology/build.ts';
import type { Maps } from '../topology/maps.ts';
import { iso, type Range, upToNow, type Window } from '../topology/window.ts';
import { nodeCharts } from './charts.ts';
import { seenThen } from './seen-then.ts';
import { filesystemsOf, nodesUse, useIsUnknown } from './use.ts';

export interface NodesOptions {
  readonly maps: Maps;
  readonly doctor: Refresher<Prepared<Doctor>>;
  readonly prometheus: Prometheus;
  readonly records: RecordStore;
  readonly intervalSeconds: number;
}

type NodeList = Reply<'GET /api/nodes'>;

/** The observed hosts, as a list and one by one. */
export interface Nodes {
  list(): Promise<Prepared<NodeList>>;
  detail(node: string, range: Range): Promise<Prepared<NodeDetail>>;
}

const nodesKept = 64;
const eventLimit = 100;
const gridMs = 5000;

async function useNow(prometheus: Prometheus, intervalSeconds: number): ReturnType<typeof nodesUse> {
  try {
    return await nodesUse(prometheus, Date.now(), intervalSeconds);
  } catch (error) {
    // What the agents say of themselves is told all the same, and why the rest is missing stands among the doctor's checks.
    if (error instanceof PrometheusError) return new Map();
    throw error;
  }
}

async function usersOf({ prometheus, intervalSeconds }: NodesOptions, window: Window, node: string): Promise<NodeUser[]> {
  const used = await usedIn(prometheus, window, intervalSeconds, `node=${JSON.stringify(node)}`);
  return [...used.values()]
    .map(({ identity, use }) => ({ id: identityId(identity), ...identity, use }))
    .sort((a, b) => (b.use.cpuCores ?? 0) - (a.use.cpuCores ?? 0));
}

async function eventsOf(records: RecordStore, window: Window, node: string): Promise<NodeDetail['events']> {
  const events = await records.query({ ...upToNow(window), limit: eventLimit * 10 });
  return events.filter((event) => event.node === node || event.node === '').slice(0, eventLimit);
}

type Alarms = ReturnType<Maps['alarmsUnder']>;

/** A host is as ill in the list and on its page as an alert about it makes it on the map. */
const healthOf = ({ node, health }: Pick<HostNode, 'node' | 'health'>, alarms: Alarms) =>
  withAlarm(identityId({ kind: 'host', name: node, namespace: '' }), health, { alarms });

export function nodes(options: NodesOptions): Nodes {
  const { maps, doctor, prometheus, records, intervalSeconds } = options;
  const lists = new WeakMap<Prepared<Doctor>, Promise<Prepared<NodeList>>>();
  const details = detailed<NodeDetail>(nodesKept);
  const makeList = async ({ at, hosts }: Doctor): Promise<Prepared<NodeList>> => {
    const use = await useNow(prometheus, intervalSeconds);
    const alarms = maps.alarmsUnder({ at, to: at });
    return await prepare({ at, nodes: hosts.map((host) => ({ ...host, health: healthOf(host, alarms), use: use.get(host.node) ?? useIsUnknown() })) });
  };
  const makeDetail = async (node: string, window: Window): Promise<NodeDetail> => {
    const host = (await doctor.get()).value.hosts.find((one) => one.node === node);
    if (host === undefined) throw new ProblemError(404, `no node ${node} is observed`);
    const past = isPast(window.toMs);
    const [seen, use, drawn, filesystems, users, events] = await Promise.all([
      past ? seenThen(prometheus, node, window.toMs) : {},
      nodesUse(prometheus, window.toMs, intervalSeconds),
      history(prometheus, nodeCharts(node), stepsIn(window, intervalSeconds), node),
      filesystemsOf(prometheus, node, window.toMs),
      usersOf(options, window, node),
      eventsOf(records, window, node),
    ]);
    const between = { at: iso(Date.now()), from: iso(window.fromMs), to: iso(window.toMs) };
    const then = { ...host, ...seen };
    return {
      ...between,
      stale: null,
      node: { ...then, health: healthOf(then, maps.alarmsUnder(between)), use: use.get(node) ?? useIsUnknown() },
      past,
      history: drawn,
      filesystems,
      users,
      events,
    };
  };
  return {
    list: async () => {
      const examined = await doctor.get();
      const known = lists.get(examined) ?? makeList(examined.value);
      lists.set(examined, known);
      known.catch(() => lists.delete(examined));
      return await known;
    },
    detail: async (node, range) => {
      const window = maps.windowOf(range, gridMs);
      const asked = { words: JSON.stringify([node, range.from, range.to]), exact: `${node} ${window.fromMs}-${window.toMs}`, keepMs: maps.keepMs(window) };
      return await details.get(asked, () => makeDetail(node, window));
    },
  };
}
