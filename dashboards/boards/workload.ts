import { hostIdentity } from '#contract/host-metrics.ts';
import { logLines } from '#contract/log-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import {
  edgeConnectFailures,
  edgeConnects,
  edgeDroppedPackets,
  edgeOpenConnections,
  edgeRequestP99,
  edgeRequests,
  edgeResets,
  edgeRetransmits,
  edgeToClientBytes,
  edgeToServerBytes,
  type RecordedSeries,
} from '#contract/recorded.ts';
import { matched, maxBy, not, plus, rate, ratio, selector, share, sumBy, topk, topkNow } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat, table } from './board.ts';
import { chosenClient, chosenIdentity, chosenServer, mean, ofEdges, step } from './chosen.ts';
import { client, server, toClient, toServer } from './whom.ts';

const asked = { ...chosenServer, protocol: not('tls') } as const;
const asks = { ...chosenClient, protocol: not('tls') } as const;
const requests = (matchers: typeof asked | typeof asks) => mean(edgeRequests, matchers);
const failed = (matchers: typeof asked | typeof asks) => mean(edgeRequests, { ...matchers, outcome: 'error' });
const inward = (series: RecordedSeries) => sumBy([], mean(ofEdges(series), chosenServer));
const outward = (series: RecordedSeries) => sumBy([], mean(ofEdges(series), chosenClient));
const identity = ['identity', 'identity_kind', 'identity_namespace'] as const;
const toIdentity = { to: 'workload', of: 'identity' } as const;
const perSecond = (metric: Metric<'identity' | 'identity_kind' | 'identity_namespace'>) => sumBy(identity, rate(selector(metric, chosenIdentity), step));
const cpu = rate(selector(hostIdentity.cpuSeconds, chosenIdentity), step);
const memory = (type: string) => selector(hostIdentity.memoryBytes, { ...chosenIdentity, type });

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Asked',
      shows: 'Requests per second that it is asked.',
      good: 'as at the same hour before',
      unit: 'reqps',
      queries: [{ expr: sumBy([], requests(asked)), legend: 'asked' }],
    }),
    stat({
      title: 'Errors of its answers',
      shows: 'Share of the requests to it that failed.',
      good: 'below 1 %',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: share(sumBy([], failed(asked)), sumBy([], requests(asked))), legend: 'errors' }],
    }),
    stat({
      title: '99th percentile',
      shows: 'Of the last minute, the slowest client counting.',
      good: 'level',
      unit: 's',
      queries: [{ expr: maxBy([], matched(edgeRequestP99, asked)), legend: 'p99' }],
    }),
    stat({
      title: 'Asks',
      shows: 'Requests per second that it sends to others.',
      good: 'in proportion to what it is asked',
      unit: 'reqps',
      queries: [{ expr: sumBy([], requests(asks)), legend: 'asks' }],
    }),
    stat({
      title: 'CPU',
      shows: 'CPUs that it uses.',
      good: 'in proportion to what it is asked',
      unit: 'suffix: cores',
      queries: [{ expr: sumBy([], cpu), legend: 'CPU' }],
    }),
    stat({
      title: 'Memory',
      shows: 'Its working set: all but the file pages that were not used of late.',
      good: 'level',
      unit: 'bytes',
      queries: [{ expr: sumBy([], memory('working_set')), legend: 'working set' }],
    }),
  ],
};

const inbound: Row = {
  title: 'What it is asked',
  panels: [
    lines({
      title: 'Asked by',
      width: 8,
      shows: 'Requests per second by who asks it.',
      good: 'the clients that you know',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(client, requests(asked))), legend: '{{client}}' }],
      lead: toClient,
    }),
    areas({
      title: 'What they came to',
      width: 8,
      shows: 'Requests to it: well answered, refused for a fault of the client, failed.',
      good: 'nearly all well answered',
      unit: 'reqps',
      queries: [{ expr: sumBy(['outcome'], requests(asked)), legend: '{{outcome}}' }],
    }),
    lines({
      title: '99th percentile by client',
      width: 8,
      shows: 'Of the last minute, client by client.',
      good: 'alike for all clients of a kind',
      unit: 's',
      queries: [{ expr: topk(5, maxBy(client, matched(edgeRequestP99, asked))), legend: '{{client}}' }],
      lead: toClient,
    }),
  ],
};

const outbound: Row = {
  title: 'What it asks of others',
  panels: [
    lines({
      title: 'Whom it asks',
      width: 8,
      shows: 'Requests per second by whom it asks.',
      good: 'few for each request that it is asked itself',
      unit: 'reqps',
      queries: [{ expr: topk(5, sumBy(server, requests(asks))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Errors of what it asks',
      width: 8,
      shows: 'Share of its requests to others that failed.',
      good: 'below 1 %; what fails here fails for its own clients next',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: topk(5, share(sumBy(server, failed(asks)), sumBy(server, requests(asks)))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: '99th percentile of what it asks',
      width: 8,
      shows: 'Of the last minute, by whom it asks.',
      good: 'far below its own',
      unit: 's',
      queries: [{ expr: topk(5, maxBy(server, matched(edgeRequestP99, asks))), legend: '{{server}}' }],
      lead: toServer,
    }),
  ],
};

const network: Row = {
  title: 'Connections and bytes',
  panels: [
    lines({
      title: 'Connects',
      shows: 'Connections per second to it and from it, and those that fail.',
      good: 'few against the requests; none fails',
      unit: 'cps',
      queries: [
        { expr: inward(edgeConnects), legend: 'in' },
        { expr: outward(edgeConnects), legend: 'out' },
        { expr: inward(edgeConnectFailures), legend: 'failed in' },
        { expr: outward(edgeConnectFailures), legend: 'failed out' },
      ],
    }),
    lines({
      title: 'Open connections',
      shows: 'Connections that are open to it and from it.',
      good: 'level; a line that only rises is a leak',
      unit: 'short',
      queries: [
        { expr: sumBy([], matched(edgeOpenConnections, chosenServer)), legend: 'in' },
        { expr: sumBy([], matched(edgeOpenConnections, chosenClient)), legend: 'out' },
      ],
    }),
    lines({
      title: 'Payload',
      shows: 'TCP payload per second that it receives and sends, as a server and as a client.',
      good: 'what the work asks for',
      unit: 'Bps',
      queries: [
        { expr: plus(inward(edgeToServerBytes), outward(edgeToClientBytes)), legend: 'received' },
        { expr: plus(inward(edgeToClientBytes), outward(edgeToServerBytes)), legend: 'sent' },
      ],
    }),
    lines({
      title: 'What the network does to it',
      shows: 'Segments sent again, resets and dropped packets on its edges as a server.',
      good: 'near 0',
      unit: 'pps',
      queries: [
        { expr: inward(edgeRetransmits), legend: 'sent again' },
        { expr: inward(edgeResets), legend: 'resets' },
        { expr: inward(edgeDroppedPackets), legend: 'dropped' },
      ],
    }),
  ],
};

const resources: Row = {
  title: 'What it uses, and what it says',
  panels: [
    areas({
      title: 'CPU by mode',
      width: 8,
      shows: 'CPUs in use by the program itself and by the kernel for it.',
      good: 'mostly user',
      unit: 'suffix: cores',
      queries: [{ expr: sumBy(['mode'], cpu), legend: '{{mode}}' }],
    }),
    lines({
      title: 'Stopped by its CPU limit',
      needs: 'containers or services',
      width: 8,
      shows: 'Share of the periods in which the CPU limit stopped it.',
      good: 'below 5 %: requests wait meanwhile',
      unit: 'percentunit',
      limits: { warning: 0.05, critical: 0.25 },
      queries: [{ expr: topk(5, ratio(perSecond(hostIdentity.throttledPeriods), perSecond(hostIdentity.periods))), legend: '{{identity}}' }],
      lead: toIdentity,
    }),
    lines({
      title: 'Waits for a disk',
      width: 8,
      shows: 'Page faults per second that had to wait for a disk.',
      good: 'near 0 once it has started',
      unit: 'ops',
      queries: [{ expr: topk(5, perSecond(hostIdentity.majorFaults)), legend: '{{identity}}' }],
      lead: toIdentity,
    }),
    lines({
      title: 'Memory by workload',
      width: 8,
      shows: 'Working set, the largest first.',
      good: 'level, and below the limit',
      unit: 'bytes',
      queries: [{ expr: topk(5, sumBy(identity, memory('working_set'))), legend: '{{identity}}' }],
      lead: toIdentity,
    }),
    lines({
      title: 'Memory against its limit',
      needs: 'containers or services with a memory limit',
      width: 8,
      shows: 'Share of the memory limit that the working set takes, where it is most.',
      good: 'below 90 %: at 100 % the kernel kills',
      unit: 'percentunit',
      limits: { warning: 0.9, critical: 0.97 },
      queries: [
        {
          expr: topk(5, ratio(sumBy(identity, memory('working_set')), sumBy(identity, selector(hostIdentity.memoryLimit, chosenIdentity)))),
          legend: '{{identity}}',
        },
      ],
      lead: toIdentity,
    }),
    lines({
      title: 'Lines by level',
      width: 8,
      shows: 'Lines per second that it writes, by how severe they say they are.',
      good: 'few errors, and no jump',
      unit: 'suffix: lines/s',
      needs: 'programs whose lines are read',
      queries: [{ expr: sumBy(['level'], rate(selector(logLines, chosenIdentity), step)), legend: '{{level}}' }],
    }),
    table({
      title: 'Workloads',
      shows: 'The busiest at the end of the chosen time.',
      good: 'nobody that surprises you',
      unit: 'suffix: cores',
      queries: [
        { expr: topkNow(25, sumBy(identity, cpu)), legend: 'CPU' },
        { expr: topkNow(25, sumBy(identity, memory('anon'))), legend: 'anonymous memory', unit: 'bytes' },
        { expr: topkNow(25, sumBy(identity, memory('file'))), legend: 'page cache', unit: 'bytes' },
      ],
      lead: toIdentity,
    }),
  ],
};

export const workload: Board = {
  uid: 'sonde-workload',
  title: 'Workload',
  description: 'One workload, or some: what it is asked, what it asks, its connections, what it uses.',
  variables: ['cluster', 'namespace', 'workload'],
  namesOf: 'workloads',
  rows: [glance, inbound, outbound, network, resources],
};
