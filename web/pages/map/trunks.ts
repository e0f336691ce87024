import type { Flow, Flows } from './flows.ts';
import type { Point } from './geometry.ts';
import { Gutters } from './gutters.ts';

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

function chosen({ all }: Flows): Flow[] {
  const failing = all.filter(({ state }) => state !== 'ok').sort((a, b) => b.failingPerSecond - a.failingPerSecond);
  return [...new Set([...all.slice(0, mostRouted), ...failing.slice(0, mostFailing)])];
}

const keyOf = ({ units }: Flows, flows: readonly Flow[]): string =>
  [...units.map(({ id, x, y, width, height }) => `${id} ${x} ${y} ${width} ${height}`), ...flows.map(({ thing }) => thing.id).sort()].join('\n');

type Cuts = Map<number, Set<number>>;

function cut(cuts: Cuts, line: number, ...at: readonly number[]): void {
  const known = cuts.get(line) ?? new Set<number>();
  cuts.set(line, known);
  for (const one of at) known.add(one);
}

/** Pieces that several flows share are one piece each: all runs are cut where another begins or ends. */
function segmentsOf(routes: Iterable<readonly Point[]>): Segment[] {
  const all = [...routes].flatMap((points) => points.slice(1).map((to, index) => ({ from: points[index] ?? to, to })));
  const [upright, level]: [Cuts, Cuts] = [new Map(), new Map()];
  for (const { from, to } of all) {
    if (from.x === to.x) cut(upright, from.x, from.y, to.y);
    else cut(level, from.y, from.x, to.x);
  }
  const sorted = (cuts: Cuts) => new Map([...cuts].map(([line, at]) => [line, [...at].sort((a, b) => a - b)]));
  const [uprightAt, levelAt] = [sorted(upright), sorted(level)];
  const counts = new Map<string, { -readonly [key in keyof Segment]: Segment[key] }>();
  const count = (ax: number, ay: number, bx: number, by: number) => {
    const key = `${ax} ${ay} ${bx} ${by}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { ax, ay, bx, by, flows: 1 });
    else known.flows += 1;
  };
  for (const { from, to } of all) {
    const isUpright = from.x === to.x;
    const [low, high] = isUpright ? [Math.min(from.y, to.y), Math.max(from.y, to.y)] : [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    let before = low;
    for (const at of (isUpright ? uprightAt.get(from.x) : levelAt.get(from.y)) ?? []) {
      if (at <= low || at > high) continue;
      if (isUpright) count(from.x, before, from.x, at);
      else count(before, from.y, at, from.y);
      before = at;
    }
  }
  return [...counts.values()];
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
