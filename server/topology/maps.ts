import type { Health } from '#contract/reply.ts';
import type { Query, Topology } from '#contract/routes.ts';
import type { Body } from '../answers/prepared.ts';
import { type Refresher, refresher } from '../answers/refresher.ts';
import { shared } from '../answers/shared.ts';
import { isFull } from '../store/disk.ts';
import type { FlowStore } from '../store/flows/flow-store.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { MapScope, Places } from './build.ts';
import { type MadeMap, mapMaker } from './map-maker.ts';
import { storedUntil } from './stored.ts';
import { iso, parseMoment, parseWindow, type Range, type Window } from './window.ts';

export interface MapsOptions {
  readonly prometheus: Prometheus;
  readonly places: Places;
  readonly flows: Pick<FlowStore, 'edges'>;
  readonly intervalSeconds: number;
  readonly retentionMs: number;
  readonly scope: Omit<MapScope, 'window' | 'nowMs' | 'alarms'>;
  /** Of the moment: what is past is shown as it was measured. */
  readonly alarms: () => NonNullable<MapScope['alarms']>;
  /** On the disk that Prometheus writes to as well. */
  readonly dataDir: string;
  readonly onFailure: (error: unknown) => void;
}

/** The map, now and in any window that is kept. */
export interface Maps {
  readonly live: Refresher<MadeMap>;
  /** Ends lie on a grid, so that those who ask at once ask the same: a coarse one for whole maps. */
  windowOf(range: Range, gridMs?: number): Window;
  /** The live map where no window is asked for, else that of the window. */
  of(range: Range): Promise<MadeMap>;
  /** What is different between the windows that end at two moments. */
  diff(moments: Query<'GET /api/topology/diff'>): Promise<Body>;
  /** New places for the nodes of the live map; answers how many stand elsewhere now. */
  tidy(): Promise<number>;
  /** What alerts say under a map, by the ids of nodes and edges; nothing where the map is of the past. */
  alarmsUnder(map: Pick<Topology, 'at' | 'to'>): NonNullable<MapScope['alarms']>;
  /** How long an answer about a window holds: its last minute still fills. */
  keepMs(window: Window): number;
  stop(): Promise<void>;
}

const refreshMs = 5000;
const secondMs = 1000;
/** Often enough that places are given, and that a last good answer is at hand. */
const restIntervalMs = 60_000;
const windowsKept = 32;
/** The maps of windows hold some 500 bytes for each of their edges. */
const edgesKept = 200_000;
const settledMs = 60_000;
const defaultDiffSeconds = 900;

async function whyNothingStored(dataDir: string): Promise<string> {
  return `Prometheus answers, but stores nothing${(await isFull(dataDir)) ? ': the disk is full' : ''}`;
}

export function maps({ prometheus, places, flows, intervalSeconds, retentionMs, scope, alarms, dataDir, onFailure }: MapsOptions): Maps {
  /** They are a detail: without them there is a map all the same. */
  const toldOf = (window: Window) =>
    flows.edges(window).catch((error: unknown) => {
      onFailure(error);
      return { edges: [] };
    });
  const maker = mapMaker({ prometheus, places, flows: toldOf });
  const windows = shared<MadeMap>(windowsKept, { most: edgesKept, weigh: ({ weight }) => weight });
  const windowOf = (range: Range, gridMs = refreshMs) => parseWindow(range, { nowMs: Date.now(), retentionMs, gridMs });
  const endOfStored = storedUntil(prometheus, intervalSeconds);
  const alarmsAt = (nowMs: number, toMs: number) => (nowMs - toMs < settledMs ? alarms() : new Map<string, Health>());
  const make = (window: Window, nowMs = Date.now(), stale: Topology['stale'] = null) =>
    maker.make({ ...scope, window, nowMs, intervalSeconds, stale, alarms: alarmsAt(nowMs, window.toMs) });
  /** Prometheus may answer while it cannot write: the map is then that of the last time of which it knows. */
  const makeLive = async (): Promise<MadeMap> => {
    const untilMs = await endOfStored(Date.now());
    if (untilMs === undefined) return await make(windowOf({}, secondMs));
    const stale = { since: iso(untilMs), reason: await whyNothingStored(dataDir) };
    // The window's grid cuts down; the last of what was stored belongs to it.
    const toMs = Math.ceil(untilMs / secondMs) * secondMs;
    return await make(windowOf({ to: iso(toMs) }, secondMs), untilMs, stale);
  };
  const keepMs = ({ toMs }: Window) => (Date.now() - toMs < settledMs ? refreshMs : 10 * settledMs);
  const live = refresher<MadeMap>({
    intervalMs: refreshMs,
    restIntervalMs,
    make: makeLive,
    stale: maker.stale,
    madeAt: ({ at }) => at,
    reasonOf: (error) => (error instanceof PrometheusError ? error.message : 'the map could not be made'),
    onFailure,
  });
  const at = (window: Window) => windows.get(`${window.fromMs}-${window.toMs}`, keepMs(window), () => make(window));
  return {
    live,
    windowOf,
    of: (range) => (range.from === undefined && range.to === undefined ? live.get() : at(windowOf(range))),
    diff: async ({ a, b, windowSeconds = defaultDiffSeconds }) => {
      const endingAt = (field: string, moment: string | undefined): Window => {
        const toMs = moment === undefined ? Date.now() : parseMoment(field, moment);
        return windowOf({ from: iso(toMs - windowSeconds * secondMs), to: iso(toMs) });
      };
      // What most look at is made already, and is made anew all the time.
      const isLive = b === undefined && windowSeconds === defaultDiffSeconds;
      const [then, now] = await Promise.all([at(endingAt('a', a)), isLive ? live.get() : at(endingAt('b', b))]);
      return await maker.diff(then, now);
    },
    tidy: async () => {
      const { nodes, edges, groups } = (await live.get()).value;
      const known = new Set(groups.map(({ id }) => id));
      const moved = await places.tidy({
        nodes: nodes.map(({ id }) => id),
        links: edges.map(({ client, server }) => [client, server]),
        groups: new Map(nodes.flatMap(({ id, group }) => (group !== null && known.has(group) ? [[id, group] as const] : []))),
      });
      windows.clear();
      await live.refresh();
      return moved;
    },
    alarmsUnder: ({ at: madeAt, to }) => alarmsAt(Date.parse(madeAt), Date.parse(to)),
    keepMs,
    stop: async () => {
      await live.stop();
      await maker.stop();
    },
  };
}
