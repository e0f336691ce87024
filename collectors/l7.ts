import { l7Repairs, l7SamplingFactor, l7UnlearntNames, l7UnnamedHandshakes, l7UnseenConnections } from '#contract/l7-metrics.ts';
import { l7Requests, l7RequestTime } from '#contract/metrics.ts';
import { l7Stat } from '../bpf/gen/l7.ts';
import { edgeDetailKind } from '../bpf/gen/sockets.ts';
import { learntNames, serverNames } from './l7/learnt-names.ts';
import { unseenReasonOf } from './l7/names.ts';
import { requests } from './l7/requests.ts';
import { requestSamples } from './l7/samples.ts';
import { sampling } from './l7/sampling.ts';
import { unansweredQueries } from './l7/unanswered.ts';
import type { Collector, CollectorContext, EdgeDetail, OpenCollector } from './runtime/collector.ts';

export const l7: Collector = {
  name: 'l7',
  help: 'Requests: how many, how they ended, how long they took, by protocol, method and status.',
  object: 'l7',
  addition: {
    object: 'repairs',
    without: 'counts only what arrives in order: requests that are lost on the way, overtaken, or sent before their connection is accepted, are not seen',
    mend: 'A kernel from Linux 6.12 on shows also what applications read, which repairs the counts.',
  },
  metrics: [
    ...[l7Requests, l7RequestTime, l7UnseenConnections].map((metric) => ({
      metric,
      transports: ['tcp', 'udp'] as const,
      ends: ['client', 'server'] as const,
      atOnce: false,
    })),
    serverNames,
  ],
  details: { kinds: [edgeDetailKind.DETAIL_UNSEEN_REQUESTS], count: countUnseen },
  open,
};

function countUnseen({ series, reason, gained }: EdgeDetail): void {
  series.add(l7UnseenConnections, [unseenReasonOf(reason)], gained);
}

const lostStats: readonly (readonly [place: number, reason: string])[] = [
  [l7Stat.L7_STAT_STORAGE_FAILED, 'storage_failed'],
  [l7Stat.L7_STAT_UNPARSED, 'unparsed'],
  [l7Stat.L7_STAT_GAP, 'gap'],
  [l7Stat.L7_STAT_NO_SCRATCH, 'no_scratch'],
  [l7Stat.L7_STAT_QUERIES_FULL, 'query_map_full'],
  [l7Stat.L7_STAT_RING_FULL, 'ring_full'],
];

function open({
  maps: { perCpuCounters, putWord, keyRows, ring, takeFrom },
  edges,
  object,
  hasAddition,
  series,
  onEvent,
  kernelSeconds,
  requestsCpuCores,
}: CollectorContext): OpenCollector {
  if (edges === undefined || object === undefined) throw new Error('the socket tables are not there');
  const counts = requests(keyRows, edges);
  const stats = perCpuCounters(object.map('l7_stats'), l7Stat.L7_STAT_COUNT);
  putWord(edges.map('l7_unrepaired'), 0, hasAddition ? 0 : 1);
  series.gauge(l7Repairs).set([], hasAddition ? 1 : 0);
  const samplingMap = edges.map('l7_sampling');
  const sample = sampling({
    budgetCores: requestsCpuCores,
    kernelSeconds,
    estimates: () => stats().slice(l7Stat.L7_STAT_ESTIMATES),
    apply: (halvings) => putWord(samplingMap, 0, halvings),
  });
  const samples = requestSamples({ edgeOf: edges.edgeOf, onEvent });
  const names = learntNames(edges);
  const countUnanswered = unansweredQueries(takeFrom, edges);
  const untold = [
    { place: l7Stat.L7_STAT_UNNAMED, counter: series.counter(l7UnnamedHandshakes), before: 0 },
    { place: l7Stat.L7_STAT_UNLEARNT, counter: series.counter(l7UnlearntNames), before: 0 },
  ];
  let unanswered = 0;
  return {
    sweep() {
      counts.sweep();
      unanswered += countUnanswered();
      series.gauge(l7SamplingFactor).set([], sample());
      const now = stats();
      for (const one of untold) {
        const count = now[one.place] ?? 0;
        one.counter.add([], count - one.before);
        one.before = count;
      }
    },
    rings: [
      ring(edges.map('l7_events'), edges.ringBytes, (view, at, length) => {
        samples(view, at, length);
        names(view, at);
      }),
    ],
    tally() {
      const now = stats();
      return {
        events: counts.total() + unanswered,
        overflowed: now[l7Stat.L7_STAT_TABLE_FULL] ?? 0,
        lost: lostStats.map(([place, reason]) => [reason, now[place] ?? 0] as const),
      };
    },
  };
}
