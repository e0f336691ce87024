import { type Edge, type Identity, otherIdentity, type Transport } from '#contract/identity.ts';
import { edgeLabels } from '#contract/metric.ts';
import { type ObservedEnd, observedEnds } from '#contract/metrics.ts';
import type { EdgeFamily } from './edge-family.ts';
import { labelText } from './label-text.ts';

/** What is counted of an edge at one of its ends. */
export class EdgeEnd {
  readonly edge: TrackedEdge;
  readonly observed: ObservedEnd;
  /** An array, as `ends`: there are many edges, and a set, or room to grow, is most of the memory that one takes. */
  transports: readonly Transport[] = [];
  /** Sum over the handles of this end, by family; exported at the edge or in `other`, never in both. */
  readonly gauges: number[] = [];
  /** Children of metrics without own labels, by family. */
  readonly #plain: (number | undefined)[] = [];
  readonly #byKey: (Map<string, number> | undefined)[] = [];

  constructor(edge: TrackedEdge, observed: ObservedEnd) {
    this.edge = edge;
    this.observed = observed;
  }

  get text(): string {
    return `${this.edge.text},${labelText(['observed'], [this.observed])}`;
  }

  child(family: EdgeFamily, key: string): number | undefined {
    return key === '' ? this.#plain[family.index] : this.#byKey[family.index]?.get(key);
  }

  /** Whether the family, which has no labels of its own, has a series here. */
  has(family: number): boolean {
    return this.#plain[family] !== undefined;
  }

  keep(family: EdgeFamily, key: string, child: number): void {
    if (key === '') this.#plain[family.index] = child;
    else {
      this.#byKey[family.index] ??= new Map();
      this.#byKey[family.index]?.set(key, child);
    }
  }

  /** How many combinations of own labels the metric has here. */
  combinations(family: EdgeFamily): number {
    return this.#byKey[family.index]?.size ?? 0;
  }

  *children(families: readonly EdgeFamily[]): Generator<{ family: EdgeFamily; child: number }> {
    for (const family of families) {
      const plain = this.#plain[family.index];
      if (plain !== undefined) yield { family, child: plain };
      for (const child of this.#byKey[family.index]?.values() ?? []) yield { family, child };
    }
  }

  forget(): void {
    this.#plain.length = 0;
    this.#byKey.length = 0;
  }
}

/** An edge as the budget sees it: both ends, and both transports, because the labels are the same. */
export class TrackedEdge {
  /** Of one of its transports. */
  readonly of: Edge;
  readonly text: string;
  ends: readonly EdgeEnd[] = [];
  named = false;
  handles = 0;
  lastActiveMs: number;
  /** Series that it has as soon as it has a name. */
  atOnce = 0;
  /** Series that exist, and series that the budget holds for it: never fewer. */
  series = 0;
  reserved = 0;

  constructor(of: Edge, text: string, nowMs: number) {
    this.of = of;
    this.text = text;
    this.lastActiveMs = nowMs;
  }

  end(observed: ObservedEnd): EdgeEnd {
    const known = this.ends.find((end) => end.observed === observed);
    if (known !== undefined) return known;
    const end = new EdgeEnd(this, observed);
    this.ends = this.ends.concat(end);
    return end;
  }
}

/** The edge labels without `observed`: what one edge is to Prometheus. */
export function edgeText({ client, server, port }: Pick<Edge, 'client' | 'server' | 'port'>): string {
  const labels = edgeLabels.filter((label) => label !== 'observed');
  return labelText(labels, [...identityValues(client), ...identityValues(server), String(port)]);
}

function identityValues({ name, kind, namespace }: Identity): string[] {
  return [name, kind, namespace];
}

/** Where the tail beyond the budget is counted. It is no edge of the budget, and never leaves. */
export function otherEdge(): TrackedEdge {
  const of: Edge = { client: otherIdentity, server: otherIdentity, port: 0, transport: 'tcp' };
  const edge = new TrackedEdge(of, edgeText(of), 0);
  for (const observed of observedEnds) edge.end(observed);
  return edge;
}
