import { benignDroppedPackets, interfaceDroppedPackets, tcpListenDrops } from '#contract/drop-metrics.ts';
import { hostNetwork } from '#contract/host-metrics.ts';
import { droppedPackets, tcpConnectFailures, tcpResets, tcpRetransmittedSegments, tcpSentSegments } from '#contract/metrics.ts';
import { edgeDroppedPackets, edgeResets } from '#contract/recorded.ts';
import { increase, matched, rate, selector, share, sumBy, topk, topkNow } from '../promql/promql.ts';
import { type Board, lines, type Row, stat, table } from './board.ts';
import { chosenNode, ofEdges, step } from './chosen.ts';
import { server, toServer } from './whom.ts';

const dropped = rate(selector(droppedPackets, chosenNode), step);
const onInterfaces = rate(selector(interfaceDroppedPackets, chosenNode), step);
const resets = rate(selector(tcpResets, { ...chosenNode, direction: 'received' }), step);
const resetsSent = rate(selector(tcpResets, { ...chosenNode, direction: 'sent' }), step);
const sentAgain = rate(selector(tcpRetransmittedSegments, chosenNode), step);
const sent = rate(selector(tcpSentSegments, chosenNode), step);

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Dropped on edges',
      shows: 'Packets per second that the kernel dropped and that belong to a known process.',
      good: '0',
      unit: 'pps',
      limits: { warning: 1, critical: 100 },
      queries: [{ expr: sumBy([], dropped), legend: 'dropped' }],
    }),
    stat({
      title: 'Dropped elsewhere',
      needs: 'fault, packets that no process had',
      shows: 'Packets per second that the kernel dropped and that belong to no known process.',
      good: 'below 1; broadcast that nobody wants counts here',
      unit: 'pps',
      limits: { warning: 10 },
      queries: [{ expr: sumBy([], onInterfaces), legend: 'dropped' }],
    }),
    stat({
      title: 'Turned away by listeners',
      needs: 'fault, a program that accepts too slowly',
      shows: 'Connection requests in the chosen time for which a listener had no room.',
      good: '0: the program accepts too slowly where there are any',
      unit: 'whole',
      limits: { critical: 1 },
      queries: [{ expr: sumBy([], increase(selector(tcpListenDrops, chosenNode), '$__range')), legend: 'turned away' }],
    }),
    stat({
      title: 'Resets received',
      shows: 'TCP resets per second.',
      good: 'near 0, or level where programs end their connections so',
      unit: 'pps',
      queries: [{ expr: sumBy([], resets), legend: 'resets' }],
    }),
    stat({
      title: 'Sent again',
      shows: 'Share of the TCP segments that had to be sent again.',
      good: 'below 0.1 % in a data centre, 1 % over the internet',
      unit: 'percentunit',
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: share(sumBy([], sentAgain), sumBy([], sent)), legend: 'sent again' }],
    }),
    stat({
      title: 'Harmless drops',
      shows: 'Packets per second that were dropped without a loss: used up, come twice, meant for others.',
      good: 'any number',
      unit: 'pps',
      queries: [{ expr: sumBy([], rate(selector(benignDroppedPackets, chosenNode), step)), legend: 'harmless' }],
    }),
  ],
};

const drops: Row = {
  title: 'Drops',
  panels: [
    lines({
      title: 'Why packets are dropped',
      shows: 'Packets of known processes, by the kernel’s reason.',
      good: '0; netfilter_drop is a rule of yours, socket_rcvbuff a program that reads too slowly',
      unit: 'pps',
      queries: [{ expr: topk(5, sumBy(['reason'], dropped)), legend: '{{reason}}' }],
    }),
    lines({
      title: 'Whose packets are dropped',
      shows: 'Packets by the server of their edge.',
      good: '0',
      unit: 'pps',
      queries: [{ expr: topk(5, sumBy(server, dropped)), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Dropped on interfaces',
      needs: 'fault, packets that no process had',
      shows: 'Packets that belong to no known process, by device and reason.',
      good: 'near 0',
      unit: 'pps',
      queries: [{ expr: topk(5, sumBy(['device', 'netns', 'reason'], onInterfaces)), legend: '{{device}} {{reason}} ({{netns}})' }],
    }),
    lines({
      title: 'Dropped without a loss',
      shows: 'Why packets were dropped that nobody missed.',
      good: 'any number',
      unit: 'pps',
      queries: [{ expr: topk(5, sumBy(['reason'], rate(selector(benignDroppedPackets, chosenNode), step))), legend: '{{reason}}' }],
    }),
    lines({
      title: 'Turned away by whom',
      needs: 'fault, a program that accepts too slowly',
      shows: 'Connection requests per second for which a listener had no room.',
      good: '0',
      unit: 'cps',
      queries: [{ expr: topk(5, sumBy(server, rate(selector(tcpListenDrops, chosenNode), step))), legend: '{{server}}' }],
      lead: toServer,
    }),
    lines({
      title: 'Dropped by the device',
      shows: 'Packets that an interface itself dropped, received and sent.',
      good: '0',
      unit: 'pps',
      queries: [
        { expr: topk(4, sumBy(['node', 'device'], rate(selector(hostNetwork.receiveDrops, chosenNode), step))), legend: '{{node}} {{device}} in' },
        { expr: topk(4, sumBy(['node', 'device'], rate(selector(hostNetwork.sendDrops, chosenNode), step))), legend: '{{node}} {{device}} out' },
      ],
    }),
  ],
};

const ends: Row = {
  title: 'Resets and failed connects',
  panels: [
    lines({
      title: 'Resets received, in which state',
      shows: 'A reset carries no reason on the wire: the state in which it met the connection.',
      good: 'while_connecting is a refused port; while_established ends work that was under way',
      unit: 'pps',
      queries: [{ expr: topk(5, sumBy(['reason'], resets)), legend: '{{reason}}' }],
    }),
    lines({
      title: 'Resets sent, and why',
      shows: 'By the kernel’s reason.',
      good: 'no_socket is a knock on a closed port; tcp_abort_on_close a program that closed with unread data',
      unit: 'pps',
      queries: [{ expr: topk(5, sumBy(['reason'], resetsSent)), legend: '{{reason}}' }],
    }),
    lines({
      title: 'Failed connects, and why',
      shows: 'Connects that failed per second, by reason.',
      good: '0',
      unit: 'cps',
      limits: { warning: 0.1 },
      queries: [{ expr: sumBy(['reason'], rate(selector(tcpConnectFailures, chosenNode), step)), legend: '{{reason}}' }],
    }),
    lines({
      title: 'Sent again, by host',
      shows: 'Share of the TCP segments that had to be sent again.',
      good: 'below 1 %, and alike on all hosts',
      unit: 'percentunit',
      limits: { warning: 0.01 },
      queries: [{ expr: topk(5, share(sumBy(['cluster', 'node'], sentAgain), sumBy(['cluster', 'node'], sent))), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    table({
      title: 'Edges with resets and drops',
      shows: 'At the end of the chosen time, each counted once.',
      good: 'an empty table, or known names',
      unit: 'pps',
      queries: [
        {
          expr: topkNow(
            20,
            sumBy(['client', 'server', 'server_kind', 'server_namespace', 'server_port'], matched(ofEdges(edgeResets), { cluster: chosenNode.cluster })),
          ),
          legend: 'resets',
        },
        {
          expr: topkNow(
            20,
            sumBy(
              ['client', 'server', 'server_kind', 'server_namespace', 'server_port'],
              matched(ofEdges(edgeDroppedPackets), { cluster: chosenNode.cluster }),
            ),
          ),
          legend: 'dropped',
        },
      ],
      lead: toServer,
    }),
  ],
};

export const dropsBoard: Board = {
  uid: 'sonde-drops',
  title: 'Drops and resets',
  description: 'What the network and the kernel throw away, and who breaks connections off.',
  variables: ['cluster', 'node'],
  rows: [glance, drops, ends],
};
