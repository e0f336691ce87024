import { l7RequestTime } from '#contract/metrics.ts';
import type { ProtocolRequests } from '#contract/requests.ts';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { serverMatchers } from '../topology/edge-labels.ts';
import { addTotals, wordsOf } from '../topology/requests.ts';
import type { Window } from '../topology/window.ts';

/** Over all requests: percentiles of edges cannot be added, but their buckets can. The server's own view, else that of its clients. */
async function latencies(prometheus: Prometheus, node: TopologyNode, q: number, { fromMs, toMs }: Window): Promise<ReadonlyMap<string, number>> {
  const range = `[${Math.round((toMs - fromMs) / 1000)}s]`;
  const matchers = serverMatchers({ ...node, namespace: node.namespace ?? '' });
  const of = (end: 'client' | 'server') =>
    `(histogram_quantile(${q}, sum by (le, protocol) (rate(${l7RequestTime.name}_bucket{${matchers},observed="${end}"}${range}))) >= 0)`;
  const samples = await prometheus.instant(`${of('server')} or ${of('client')}`, toMs);
  return new Map(samples.map(({ labels: { protocol = '' }, value }) => [protocol, value]));
}

/** What a node is asked, by protocol. */
export async function inboundRequests(
  prometheus: Prometheus,
  node: TopologyNode,
  inbound: readonly TopologyEdge[],
  window: Window,
): Promise<ProtocolRequests[]> {
  const asked = Map.groupBy(
    inbound.flatMap(({ l7 }) => l7.protocols),
    ({ protocol }) => protocol,
  );
  if (asked.size === 0) return [];
  const [p50, p99] = await Promise.all([latencies(prometheus, node, 0.5, window), latencies(prometheus, node, 0.99, window)]);
  return [...asked]
    .map(([protocol, all]) => ({
      protocol,
      asks: wordsOf(protocol),
      ...addTotals(all),
      p50Seconds: p50.get(protocol) ?? null,
      p99Seconds: p99.get(protocol) ?? null,
    }))
    .sort((a, b) => b.requestsPerSecond - a.requestsPerSecond);
}
