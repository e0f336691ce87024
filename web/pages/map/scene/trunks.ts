import type { Point } from '../layout/geometry.ts';
import { Gutters } from '../layout/gutters.ts';
import type { Flow, Flows } from './flows.ts';

/** A piece of a trunk, level or upright, and how many flows run in it. */
export interface Segment {
  readonly ax: number;
  readonly ay: number;
  readonly bx: number;
  readonly by: number;
  readonly flows: number;
}

export interface Trunks {
  readonly segments: readonly Segment[];
  /** By id of flow. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

/** The largest, and beside them those that fail most. */
const mostRouted = 240;
const mostFailing = 40;

const isUnwell = ({ state }: Flow): boolean => state === 'warning' || state === 'critical';

function chosen({ all }: Flows): Flow[] {
  const failing = all.filter(isUnwell).sort((a, b) => b.failingPerSecond - a.failingPerSecond);
  return [...new Set([...all.slice(0, mostRouted), ...failing.slice(0, mostFailing)])];
}

const keyOf = ({ units }: Flows, flows: readonly Flow[]): string =>
  [...units.map(({ id, x, y, width, height }) => `${id} ${x} ${y} ${width} ${height}`), ...flows.map(({ thing }) => thing.id).sort()].join('\n');

/** A straight run along a line: `at` is its x where it is upright, its y where it is level. */
interface Run {
  readonly upright: boolean;
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

function runsOf(points: readonly Point[]): Run[] {
  return points.slice(1).map((to, index): Run => {
    const from = points[index] ?? to;
    const upright = from.x === to.x;
    const [a, b] = upright ? [from.y, to.y] : [from.x, to.x];
    return { upright, at: upright ? from.x : from.y, low: Math.min(a, b), high: Math.max(a, b) };
  });
}

/** Of runs along one line: cut where any of them begins or ends, with how many run in each piece. */
function piecesOf(runs: readonly Run[]): Segment[] {
  const [first] = runs;
  if (first === undefined) return [];
  const changes = new Map<number, number>();
  for (const { low, high } of runs) {
    changes.set(low, (changes.get(low) ?? 0) + 1);
    changes.set(high, (changes.get(high) ?? 0) - 1);
  }
  const cuts = [...changes].sort(([a], [b]) => a - b);
  let flows = 0;
  return cuts.flatMap(([low, change], index) => {
    flows += change;
    const high = cuts[index + 1]?.[0];
    if (high === undefined || flows === 0) return [];
    return first.upright ? [{ ax: first.at, ay: low, bx: first.at, by: high, flows }] : [{ ax: low, ay: first.at, bx: high, by: first.at, flows }];
  });
}

/** Pieces that several flows share are one piece each. */
function segmentsOf(routes: Iterable<readonly Point[]>): Segment[] {
  const lines = Map.groupBy([...routes].flatMap(runsOf), ({ upright, at }) => `${upright} ${at}`);
  return [...lines.values()].flatMap(piecesOf);
}

interface Plan {
  readonly key: string;
  readonly queue: Flow[];
  readonly gutters: Gutters;
  readonly routes: Map<string, readonly Point[]>;
  segments: readonly Segment[];
}

/** Finds the ways of flows a few at a time, so that no frame waits for all of them; kept while nothing moves. */
export class TrunkPlanner {
  #plan: Plan | undefined;

  /** What is known by now of these flows. */
  trunks(flows: Flows): Trunks {
    const picked = chosen(flows);
    const key = keyOf(flows, picked);
    if (this.#plan?.key !== key) this.#plan = { key, queue: picked, gutters: new Gutters(flows.units), routes: new Map(), segments: [] };
    return this.#plan;
  }

  get isDone(): boolean {
    return this.#plan === undefined || this.#plan.queue.length === 0;
  }

  /** Goes on until the time is over. */
  work(untilMs: number): void {
    const plan = this.#plan;
    if (plan === undefined) return;
    while (plan.queue.length > 0 && performance.now() < untilMs) {
      const flow = plan.queue.shift();
      const points = flow && plan.gutters.route(flow.client, flow.server);
      if (flow !== undefined && points !== undefined) plan.routes.set(flow.thing.id, points);
    }
    plan.segments = segmentsOf(plan.routes.values());
  }
}
