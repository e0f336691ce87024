import { listeningSockets, tcpRtt, tcpRttVariation } from '#contract/metrics.ts';
import {
  edgeConnectFailures,
  edgeConnects,
  edgeDroppedPackets,
  edgeOpenConnections,
  edgeResets,
  edgeRetransmits,
  edgeRttP50,
  edgeRttP99,
  edgeToClientBytes,
  edgeToServerBytes,
  edgeUdpToClientBytes,
  edgeUdpToServerBytes,
  edgeUnixOpenConnections,
  type RecordedSeries,
  workloadConnectBuckets,
} from '#contract/recorded.ts';
import {
  countBy,
  type Expression,
  matched,
  maxBy,
  partOf,
  plus,
  positive,
  quantileOf,
  rate,
  ratio,
  selector,
  share,
  sumBy,
  topk,
  topkNow,
} from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat, table } from './board.ts';
import { chosenEdge, chosenServer, mean, ofEdges, step } from './chosen.ts';
import { server, toServer } from './whom.ts';

const ofEdge = (series: RecordedSeries) => mean(ofEdges(series), chosenEdge);
const now = (series: RecordedSeries) => matched(ofEdges(series), chosenEdge);
const all = (series: RecordedSeries) => sumBy([], ofEdge(series));
const byServer = (series: RecordedSeries) => topk(5, sumBy(server, ofEdge(series)));
const pair = ['client', 'server', 'server_kind', 'server_namespace', 'server_port'] as const;
const byPair = (series: RecordedSeries) => sumBy(pair, now(series));
const attempts: Expression<never> = plus(all(edgeConnects), all(edgeConnectFailures));

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'TCP edges',
      shows: 'Who talks to whom on which port: pairs with an open connection.',
      good: 'about as many as at the same hour before',
      unit: 'short',
      queries: [{ expr: countBy([], positive(now(edgeOpenConnections))), legend: 'edges' }],
    }),
    stat({
      title: 'Connects',
      shows: 'Connections established per second.',
      good: 'steady; a jump tells of a pool that does not hold',
      unit: 'cps',
      queries: [{ expr: all(edgeConnects), legend: 'connects' }],
    }),
    stat({
      title: 'Connects that fail',
      shows: 'Share of the attempts to connect.',
      good: '0; from 1 % on an edge is in warning, from 5 % on critical',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: share(all(edgeConnectFailures), attempts), legend: 'failed' }],
    }),
    stat({
      title: 'Open connections',
      shows: 'TCP connections that are open.',
      good: 'level while the load is',
      unit: 'short',
      queries: [{ expr: sumBy([], now(edgeOpenConnections)), legend: 'open' }],
    }),
    stat({
      title: 'Payload',
      shows: 'TCP payload per second, both ways.',
      good: 'what the work asks for',
      unit: 'Bps',
      queries: [{ expr: plus(all(edgeToServerBytes), all(edgeToClientBytes)), legend: 'payload' }],
    }),
    stat({
      title: 'Segments sent again',
      shows: 'Retransmits per second, both ends added.',
      good: 'below 1 in a data centre',
      unit: 'pps',
      limits: { warning: 10 },
      queries: [{ expr: all(edgeRetransmits), legend: 'sent again' }],
    }),
  ],
};

const connections: Row = {
  title: 'Connections',
  panels: [
    lines({
      title: 'Connects by server',
      shows: 'Connections established per second, of the busiest servers.',
      good: 'few against the requests: clients keep their connections',
      unit: 'cps',
      queries: [{ expr: byServer(edgeConnects), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Failed connects by server and reason',
      shows: 'Connects that failed per second: refused (nobody listens), timeout (nobody answers), unreachable, reset, aborted by the client.',
      good: '0',
      unit: 'cps',
      limits: { warning: 0.1 },
      queries: [{ expr: topk(5, sumBy([...server, 'reason'], mean(edgeConnectFailures, chosenEdge))), legend: '{{server}} {{reason}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Open connections by server',
      shows: 'Connections in the states ESTABLISHED and CLOSE_WAIT.',
      good: 'level; a line that only rises is a leak',
      unit: 'short',
      queries: [{ expr: topk(5, sumBy(server, now(edgeOpenConnections))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Time to connect',
      shows: 'From SYN to established, at the client, in the last minute.',
      good: 'about one round trip; 1 s and more means that a SYN was lost',
      unit: 's',
      limits: { warning: 1 },
      queries: [
        { expr: quantileOf(0.5, [], matched(workloadConnectBuckets, chosenServer)), legend: 'p50' },
        { expr: quantileOf(0.99, [], matched(workloadConnectBuckets, chosenServer)), legend: 'p99' },
      ],
    }),
    lines({
      title: 'Unix sockets',
      needs: 'programs that talk over unix sockets',
      shows: 'Connections over unix sockets that are open, by server.',
      good: 'level',
      unit: 'short',
      queries: [{ expr: topk(5, sumBy(server, matched(edgeUnixOpenConnections, chosenEdge))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Sockets that listen',
      shows: 'Listening TCP sockets and bound UDP sockets, by who has them.',
      good: 'one of each port; none that you do not know',
      unit: 'short',
      queries: [{ expr: topk(5, sumBy([...server, 'transport'], selector(listeningSockets, chosenServer))), legend: '{{server}} {{transport}}' }],
      lead: toServer,
    }),
  ],
};

const bytes: Row = {
  title: 'Bytes',
  panels: [
    lines({
      title: 'To servers',
      width: 8,
      shows: 'TCP payload from clients to the busiest servers.',
      good: 'what the work asks for',
      unit: 'Bps',
      queries: [{ expr: byServer(edgeToServerBytes), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'To clients',
      width: 8,
      shows: 'TCP payload from the busiest servers to their clients.',
      good: 'what the work asks for',
      unit: 'Bps',
      queries: [{ expr: byServer(edgeToClientBytes), legend: '{{server}}' }],
      lead: toServer,
    }),
    areas({
      title: 'By distance',
      width: 8,
      shows: 'TCP payload both ways that stays on the host, in the network, or goes to the internet.',
      good: 'little to the internet that you do not know of: it costs money',
      unit: 'Bps',
      queries: [
        { expr: plus(sumBy(['traffic'], mean(edgeToServerBytes, chosenEdge)), sumBy(['traffic'], mean(edgeToClientBytes, chosenEdge))), legend: '{{traffic}}' },
      ],
    }),
    lines({
      title: 'UDP',
      shows: 'UDP payload both ways, by server.',
      good: 'what the work asks for',
      unit: 'Bps',
      queries: [
        { expr: byServer(edgeUdpToServerBytes), legend: '{{server}} to server' },
        { expr: byServer(edgeUdpToClientBytes), legend: '{{server}} to clients' },
      ],
      lead: toServer,
    }),
    lines({
      title: 'Jitter',
      shows: 'The mean deviation of the round-trip time, by server.',
      good: 'a fraction of the round-trip time',
      unit: 's',
      queries: [
        {
          expr: topk(
            8,
            ratio(sumBy(server, rate(selector(tcpRttVariation, chosenEdge), step)), sumBy(server, rate(partOf(tcpRtt, 'count', chosenEdge), step))),
          ),
          legend: '{{server}}',
        },
      ],
      lead: toServer,
    }),
  ],
};

const health: Row = {
  title: 'Health of the network',
  panels: [
    lines({
      title: 'Round-trip time, median',
      shows: 'Smoothed round-trip time of the last minute, of the servers that are farthest.',
      good: 'below 1 ms in a rack, 2 ms in a region; level',
      unit: 's',
      queries: [{ expr: topk(5, maxBy(server, now(edgeRttP50))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Round-trip time, 99th percentile',
      shows: 'The same at its worst.',
      good: 'not many times the median',
      unit: 's',
      queries: [{ expr: topk(5, maxBy(server, now(edgeRttP99))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Segments sent again, by server',
      width: 8,
      shows: 'Retransmits per second, both ends added.',
      good: 'near 0',
      unit: 'pps',
      queries: [{ expr: byServer(edgeRetransmits), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Resets by server',
      width: 8,
      shows: 'Resets per second, each once.',
      good: 'near 0; some programs end all their connections so',
      unit: 'pps',
      queries: [{ expr: byServer(edgeResets), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Dropped packets by server',
      width: 8,
      shows: 'Packets per second that the kernel dropped on their way, both ends added.',
      good: '0',
      unit: 'pps',
      queries: [{ expr: byServer(edgeDroppedPackets), legend: '{{server}}' }],
      lead: toServer,
    }),
    table({
      title: 'Edges',
      shows: 'The edges with most connects and bytes at the end of the chosen time.',
      good: 'no failures in any row',
      unit: 'cps',
      queries: [
        { expr: topkNow(30, byPair(edgeConnects)), legend: 'connects' },
        { expr: topkNow(30, byPair(edgeConnectFailures)), legend: 'failed' },
        { expr: topkNow(30, byPair(edgeOpenConnections)), legend: 'open', unit: 'short' },
        { expr: topkNow(30, byPair(edgeToServerBytes)), legend: 'to server', unit: 'Bps' },
        { expr: topkNow(30, byPair(edgeToClientBytes)), legend: 'to client', unit: 'Bps' },
      ],
      lead: toServer,
    }),
  ],
};

export const edges: Board = {
  uid: 'sonde-edges',
  title: 'Edges (L4)',
  description: 'Who talks to whom: connections, bytes, round-trip times, and what the network does to them.',
  variables: ['cluster', 'namespace', 'client', 'workload'],
  rows: [glance, connections, bytes, health],
};
