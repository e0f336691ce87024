import { type Flow, type FlowCounts, flowKey, mostFlowKeys, mostFlows, transportOfKey } from '#contract/flows.ts';
import { type Edge, otherIdentity, type Transport } from '#contract/identity.ts';
import type { Metric } from '#contract/metric.ts';
import type { ObservedEnd } from '#contract/metrics.ts';

/** One end of an edge. Who counts there has the same object for it as long as it is counted. */
export interface CountedEnd {
  readonly edge: { readonly of: Edge };
  readonly observed: ObservedEnd;
  readonly transports: readonly Transport[];
}

/** What is counted of it in `other`. */
export interface Counted {
  readonly end: CountedEnd;
  readonly metric: Metric;
  readonly values: readonly string[];
  readonly value: number;
}

type Counts = Map<string, number>;

const minuteMs = 60_000;
const transportsOfRest: readonly Transport[] = ['tcp', 'udp', 'unix'];

/** What edges did in `other`, minute by minute. */
export class FlowRecords {
  #minuteMs: number;
  #ends = new Map<CountedEnd, Counts>();
  readonly #edges = new Set<CountedEnd['edge']>();
  readonly #rest: Readonly<Record<ObservedEnd, CountedEnd>>;

  constructor(nowMs: number) {
    this.#minuteMs = beginOf(nowMs);
    const edge = { of: { client: otherIdentity, server: otherIdentity, port: 0, transport: 'tcp' } } as const;
    const rest = (observed: ObservedEnd): CountedEnd => ({ edge, observed, transports: transportsOfRest });
    this.#rest = { client: rest('client'), server: rest('server') };
  }

  count({ end, metric, values, value }: Counted): void {
    const key = flowKey(metric, values);
    if (key === undefined) return;
    const counts = this.#countsOf(end);
    const bounded = counts.has(key) || counts.size < mostFlowKeys ? key : flowKey(metric, others(metric, values));
    if (bounded !== undefined) counts.set(bounded, (counts.get(bounded) ?? 0) + value);
  }

  /** After each sweep: the flows of the minute that has ended, if one has. `gauges` are asked for then. */
  ended(nowMs: number, gauges: () => Iterable<Counted>): Flow[] {
    return beginOf(nowMs) === this.#minuteMs ? [] : this.end(nowMs, gauges);
  }

  /** Those of the minute so far, and begins anew. */
  end(nowMs: number, gauges: () => Iterable<Counted>): Flow[] {
    for (const gauge of gauges()) this.count(gauge);
    const time = new Date(this.#minuteMs).toISOString();
    const flows = [...Map.groupBy(this.#ends, ([{ edge }]) => edge).values()].flatMap((ends) => flowsOf(time, ends));
    this.#ends = new Map();
    this.#edges.clear();
    this.#minuteMs = beginOf(nowMs);
    return flows;
  }

  #countsOf(end: CountedEnd): Counts {
    const known = this.#ends.get(end);
    if (known !== undefined) return known;
    const { client, server } = end.edge.of;
    const hasName = client.kind !== 'other' || server.kind !== 'other';
    const isRest = !hasName || (!this.#edges.has(end.edge) && this.#edges.size >= mostFlows);
    if (isRest && end !== this.#rest[end.observed]) return this.#countsOf(this.#rest[end.observed]);
    if (!isRest) this.#edges.add(end.edge);
    const counts: Counts = new Map();
    this.#ends.set(end, counts);
    return counts;
  }
}

/** The protocol stays, because it has a closed list. */
function others({ labels }: Metric, values: readonly string[]): string[] {
  return values.map((value, at) => (labels[labels.length - values.length + at] === 'protocol' ? value : 'other'));
}

function beginOf(ms: number): number {
  return Math.floor(ms / minuteMs) * minuteMs;
}

/** One flow for each transport that something was counted of. */
function flowsOf(time: string, ends: readonly (readonly [CountedEnd, Counts])[]): Flow[] {
  const byTransport = new Map<Transport, { [end in ObservedEnd]?: FlowCounts }>();
  for (const [{ observed, transports }, counts] of ends) {
    for (const [transport, of] of Map.groupBy(counts, ([key]) => transportOfKey(key, transports))) {
      byTransport.set(transport, { ...byTransport.get(transport), [observed]: Object.fromEntries(of) });
    }
  }
  const [[first] = []] = ends;
  if (first === undefined) return [];
  const { client, server, port } = first.edge.of;
  return [...byTransport].map(([transport, seen]) => ({ time, client, server, port, transport, seen }));
}
