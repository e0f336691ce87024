import type { Contest, Figure, Spread, Standing } from '../bench.ts';
import { RunningSonde, type Sample, sumOf } from '../running-sonde.ts';

/** Sweeps: the first may bill what was before the load; over the next ones the sampled statistics even out. */
const sweeps = { before: 1, billed: 2 };
const sweptWithinMs = 20_000;
const cpu = 'sonde_collector_cpu_seconds_total';
const sides = ['kernel', 'agent'] as const;

export interface BilledLoad {
  readonly name: string;
  /** Of the server whose requests share the bill. */
  readonly port: number;
  /** Once more, a few seconds long. */
  readonly run: () => Promise<unknown>;
}

/** By `LOAD SIDE`, then by collector: nanoseconds of CPU for one request. */
type Prices = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What of the price of a request goes to which collector, as Sonde itself says under each load. */
export async function collectorsBill(loads: readonly BilledLoad[]): Promise<Contest> {
  const prices = new Map<string, ReadonlyMap<string, number>>();
  const sonde = await RunningSonde.start();
  try {
    for (const load of loads) for (const [side, ofSide] of await billUnder(load, sonde)) prices.set(`${load.name} ${side}`, ofSide);
  } finally {
    await sonde.stop();
  }
  return tableOf(loads, prices);
}

async function billUnder({ port, run }: BilledLoad, sonde: RunningSonde): Promise<Prices> {
  const load = { over: false };
  const loading = async () => {
    while (!load.over) await run();
  };
  const billing = async () => {
    try {
      await swept(sonde, sweeps.before);
      const before = await sonde.samples();
      await swept(sonde, sweeps.billed);
      return pricesBetween(before, await sonde.samples(), port);
    } finally {
      load.over = true;
    }
  };
  const [prices] = await Promise.all([billing(), loading()]);
  return prices;
}

/** Waits until the bill was brought up to date so many times. */
async function swept(sonde: RunningSonde, times: number): Promise<void> {
  const billed = async () => sumOf(await sonde.samples(), cpu, []);
  for (let left = times, last = await billed(), endMs = performance.now() + times * sweptWithinMs; left > 0; ) {
    if (performance.now() > endMs) throw new Error(`the agent did not sweep ${times} times within ${times * sweptWithinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await billed();
    if (now !== last) left--;
    last = now;
  }
}

function pricesBetween(before: readonly Sample[], after: readonly Sample[], port: number): Prices {
  const gained = (name: string, labels: readonly string[]) => sumOf(after, name, labels) - sumOf(before, name, labels);
  const requests = gained('sonde_l7_requests_total', [`server_port="${port}"`, 'observed="server"']);
  const collectors = new Set(after.filter(({ name }) => name === cpu).map(({ labels }) => /collector="([^"]*)"/.exec(labels)?.[1] ?? ''));
  const priceOf = (side: string, collector: string) => (gained(cpu, [`side="${side}"`, `collector="${collector}"`]) / requests) * 1e9;
  return new Map(sides.map((side) => [side, new Map([...collectors].map((collector) => [collector, priceOf(side, collector)]))]));
}

/** The dearest collector first, and all together at the end. */
function tableOf(loads: readonly BilledLoad[], prices: Prices): Contest {
  const figures = loads.flatMap(({ name }) => sides.map((side): Figure => ({ key: `${name} ${side}`, name: `${name}, ${side}`, unit: 'ns', better: 'less' })));
  const total = (of: (collector: string) => boolean, key: string) =>
    [...(prices.get(key) ?? [])].reduce((sum, [collector, ns]) => sum + (of(collector) ? ns : 0), 0);
  const row = (contender: string, of: (collector: string) => boolean): Standing => ({
    contender,
    figures: Object.fromEntries(figures.map(({ key }) => [key, once(total(of, key))])),
  });
  const collectors = new Set([...prices.values()].flatMap((ofCollectors) => [...ofCollectors.keys()]));
  const rows = [...collectors].map((collector) => row(collector, (one) => one === collector)).sort((a, b) => sumOfRow(b) - sumOfRow(a));
  return { title: 'where it goes: CPU for one request, by Sonde’s own bill', rounds: 1, figures, standings: [...rows, row('all', () => true)] };
}

function once(ns: number): Spread {
  const tenths = Math.round(ns * 10) / 10;
  return { best: tenths, worst: tenths };
}

function sumOfRow({ figures }: Standing): number {
  return Object.values(figures).reduce((sum, { best }) => sum + best, 0);
}
