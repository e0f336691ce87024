import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Edge } from '#contract/identity.ts';
import type { Metric } from '#contract/metric.ts';
import { l7Requests, tcpConnects, tcpOpenConnections, tcpRtt, tcpSentBytes } from '#contract/metrics.ts';
import { type AgentSeries, agentSeries, reservedSeries } from './agent-series.ts';
import type { EdgeHandle } from './edge-handle.ts';
import { type Scrape, smallestChunk } from './exposition.ts';

const metrics = [tcpConnects, tcpOpenConnections, tcpSentBytes, tcpRtt, l7Requests];
const edgeMetrics = [tcpConnects, tcpOpenConnections, tcpRtt].map(
  (metric) => ({ metric, transports: ['tcp'], ends: ['client', 'server'], atOnce: true }) as const,
);
const sweepMs = 5000;
const sweeps = 500;
const minuteMs = 60_000;
const limit = 160;
/** All scrapers are away for a while; series that are born as they leave would be new to them when they are back. */
const outage = { quietFromMs: 14 * minuteMs, fromMs: 15 * minuteMs, toMs: 23 * minuteMs };

function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Reads as Prometheus does: the first sample of a series is where it starts; a smaller value is a reset. */
class Scraper {
  readonly #last = new Map<string, number>();
  readonly #chunk = Buffer.alloc(smallestChunk);
  readonly increases = new Map<string, number>();
  readonly gauges = new Map<string, number>();

  read(scrape: Scrape): void {
    this.gauges.clear();
    const seen = new Set<string>();
    for (let length = this.#fill(scrape); length > 0; length = this.#fill(scrape)) {
      for (const line of this.#chunk.toString('latin1', 0, length).split('\n')) this.#take(line, seen);
    }
    scrape.close();
    assert.equal(seen.size, scrape.series);
  }

  #fill(scrape: Scrape): number {
    return scrape.fill(this.#chunk);
  }

  #take(line: string, seen: Set<string>): void {
    if (line === '' || line.startsWith('#')) return;
    const at = line.lastIndexOf(' ');
    const series = line.slice(0, at);
    assert.ok(!seen.has(series), `${series} twice`);
    seen.add(series);
    const value = Number(line.slice(at + 1));
    const name = /^[a-z0-9_]+/.exec(series)?.[0] ?? '';
    const subject = name.endsWith('_bucket') ? `${name} ${/le="([^"]+)"/.exec(series)?.[1]}` : name;
    const before = this.#last.get(series) ?? value;
    this.#last.set(series, value);
    this.gauges.set(subject, (this.gauges.get(subject) ?? 0) + value);
    this.increases.set(subject, (this.increases.get(subject) ?? 0) + (value < before ? value : value - before));
  }
}

/** What the handles were told, in the names that a scraper sees. */
class Truth {
  readonly totals = new Map<string, number>();
  open = 0;

  add(handle: EdgeHandle, metric: Metric, values: readonly string[], delta: number): void {
    handle.add(metric, values, delta);
    this.#count(metric.name, delta);
  }

  observe(handle: EdgeHandle, deltas: Float64Array, sum: number): void {
    handle.observe(tcpRtt, [], deltas, sum);
    let count = 0;
    for (const [index, delta] of deltas.entries()) {
      count += delta;
      this.#count(`${tcpRtt.name}_bucket ${tcpRtt.buckets[index] ?? '+Inf'}`, count);
    }
    this.#count(`${tcpRtt.name}_count`, count);
    this.#count(`${tcpRtt.name}_sum`, sum);
  }

  #count(subject: string, delta: number): void {
    this.totals.set(subject, (this.totals.get(subject) ?? 0) + delta);
  }
}

interface Counted {
  handle: EdgeHandle;
  open: number;
  activeUntilMs: number;
}

/** A host whose edges come and go at random, and three scrapers of it. */
class Run {
  readonly #below: (below: number) => number;
  readonly #series: AgentSeries;
  readonly #scrapers = [0, 1300, 4999].map((phaseMs) => ({ scraper: new Scraper(), nextMs: phaseMs }));
  readonly #truth = new Truth();
  #handles: Counted[] = [];
  #nowMs = 0;
  #state = '';
  changes = 0;
  mostInOther = 0;

  constructor(seed: number) {
    this.#below = random(seed);
    this.#series = agentSeries({ metrics, edgeMetrics, seriesBudget: reservedSeries + limit, scrapeIntervalSeconds: 5, nowMs: () => this.#nowMs });
  }

  sweep(): void {
    const isQuiet = this.#nowMs > outage.quietFromMs && this.#nowMs <= outage.fromMs;
    if (!isQuiet && this.#below(4) === 0) this.#start();
    for (const counted of this.#handles) {
      if (counted.activeUntilMs <= this.#nowMs) this.#perhapsEnd(counted);
      else if (!isQuiet) this.#count(counted);
    }
    this.#series.edges.endSweep();
    this.#watch();
    this.scrapeFor(sweepMs);
  }

  scrapeFor(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const next = this.#scrapers.filter(({ nextMs }) => nextMs < endMs).sort((one, two) => one.nextMs - two.nextMs)[0];
      if (next === undefined) break;
      this.#nowMs = next.nextMs;
      next.nextMs = afterOutage(next.nextMs + sweepMs);
      this.#scrape(next.scraper);
    }
    this.#nowMs = endMs;
  }

  check(): void {
    const { totals } = this.#truth;
    for (const { scraper } of this.#scrapers) {
      const seen = [...totals.keys()].map((subject) => [subject, scraper.increases.get(subject)]);
      assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(totals));
    }
  }

  #scrape(scraper: Scraper): void {
    scraper.read(this.#series.scrape());
    assert.ok(this.#series.report().exposed <= reservedSeries + limit);
    assert.equal(scraper.gauges.get(tcpOpenConnections.name), this.#truth.open);
  }

  #start(): void {
    const client = { kind: 'process', name: `c${this.#below(12)}`, namespace: '' } as const;
    const edge: Edge = { client, server: { ...client, name: 's' }, port: 80 + this.#below(2), transport: 'tcp' };
    const handle = this.#series.edges.at(edge, this.#below(2) === 0 ? 'client' : 'server');
    this.#handles.push({ handle, open: 0, activeUntilMs: this.#nowMs + this.#below(60) * sweepMs });
  }

  #count(counted: Counted): void {
    const { handle } = counted;
    const below = this.#below;
    this.#truth.add(handle, tcpConnects, [], below(3));
    this.#truth.add(handle, tcpSentBytes, [['loopback', 'lan', 'internet', 'the moon'][below(4)] ?? ''], below(100_000));
    this.#truth.add(handle, l7Requests, ['http', `M${below(30)}`, '200'], below(2));
    if (below(2) === 0)
      this.#truth.observe(
        handle,
        new Float64Array(7).map(() => below(3)),
        below(64) / 64,
      );
    this.#setOpen(counted, below(5));
  }

  #setOpen(counted: Counted, open: number): void {
    this.#truth.open += open - counted.open;
    counted.open = open;
    counted.handle.set(tcpOpenConnections, open);
  }

  #perhapsEnd(counted: Counted): void {
    if (this.#below(80) > 0) return;
    this.#truth.open -= counted.open;
    counted.handle.release();
    this.#handles = this.#handles.filter((handle) => handle !== counted);
  }

  #watch(): void {
    const { edgesNamed, edgesInOther } = this.#series.report();
    const state = `${edgesNamed}/${edgesInOther}`;
    if (state !== this.#state) this.changes++;
    this.#state = state;
    this.mostInOther = Math.max(this.mostInOther, edgesInOther);
  }
}

function afterOutage(ms: number): number {
  return ms > outage.fromMs && ms < outage.toMs ? outage.toMs + (ms % sweepMs) : ms;
}

test('no increment is lost or counted twice while edges come, go and change places with other', () => {
  const runs: Run[] = [];
  const seeds = fc.noShrink(fc.integer());
  fc.assert(
    fc.property(seeds, (seed) => {
      const run = new Run(seed);
      runs.push(run);
      run.scrapeFor(2 * sweepMs);
      for (let sweep = 0; sweep < sweeps; sweep++) run.sweep();
      run.scrapeFor(minuteMs);
      run.check();
    }),
    { numRuns: 6, examples: [[1], [2], [3]] },
  );
  const mostInOther = runs.map((run) => run.mostInOther);
  const changes = runs.reduce((sum, run) => sum + run.changes, 0);
  assert.ok(Math.min(...mostInOther) >= 5 && changes >= 50 * runs.length, `the runs must use the budget up, not ${mostInOther} edges and ${changes} changes`);
});
