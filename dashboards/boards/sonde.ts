import { hostIdentity, hostUnnamed } from '#contract/host-metrics.ts';
import { l7Repairs } from '#contract/l7-metrics.ts';
import { collectorCpu, collectorUp, edgesNamed, edgesUnnamed, lost, overflowed, seriesBudget, seriesExposed } from '#contract/metrics.ts';
import { targetUp } from '#contract/prometheus-metrics.ts';
import { nodeEvents, nodeInvalidSamples, nodeLost } from '#contract/recorded.ts';
import { bottomk, countBy, increase, like, maxBy, minBy, minus, rate, ratio, selector, sumBy, topk } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat } from './board.ts';
import { chosenCluster, chosenNode, mean, step } from './chosen.ts';
import { ownServer } from './sonde-server.ts';
import { ofNode } from './whom.ts';

const cpu = rate(selector(collectorCpu, chosenNode), step);
const toNode = { to: 'node' } as const;
const ours = { ...chosenCluster, job: like('sonde-.*|prometheus') } as const;
const ourIdentities = { ...chosenNode, identity: like('sonde-.*|prometheus|alertmanager') } as const;

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Collectors down',
      shows: 'Collectors of all hosts that are not attached; `sonde doctor` says why.',
      good: '0',
      unit: 'short',
      limits: { warning: 1 },
      queries: [{ expr: minus(countBy([], selector(collectorUp, chosenNode)), sumBy([], selector(collectorUp, chosenNode))), legend: 'down' }],
    }),
    stat({
      title: 'Targets down',
      shows: 'Processes of ours that did not answer their last scrape.',
      good: '0',
      unit: 'short',
      limits: { critical: 1 },
      queries: [{ expr: minus(countBy([], selector(targetUp, ours)), sumBy([], selector(targetUp, ours))), legend: 'down' }],
    }),
    stat({
      title: 'Collectors’ CPU',
      shows: 'CPUs that all collectors of a host use, in the kernel and in the agent, on the host where it is most.',
      good: 'idle below 0.01; with the load some percent of one core',
      unit: 'suffix: cores',
      limits: { warning: 0.3, critical: 1 },
      queries: [{ expr: maxBy([], sumBy(ofNode, cpu)), legend: 'CPU' }],
    }),
    stat({
      title: 'Lost',
      shows: 'Things in the chosen time that a collector could not count or keep.',
      good: '0: else the figures are lower bounds',
      unit: 'whole',
      limits: { warning: 1 },
      queries: [{ expr: sumBy([], increase(selector(lost, chosenNode), '$__range')), legend: 'lost' }],
    }),
    stat({
      title: 'Series budget',
      shows: 'Share of the series that an agent may export, on the host where it is most.',
      good: 'below 90 %',
      unit: 'percentunit',
      limits: { warning: 0.9, critical: 1 },
      queries: [{ expr: maxBy([], ratio(selector(seriesExposed, chosenNode), selector(seriesBudget, chosenNode))), legend: 'used' }],
    }),
    stat({
      title: 'Edges in other',
      shows: 'Edges that have no series of their own, because the budget is used up; they are on the map by their flows.',
      good: '0',
      unit: 'short',
      limits: { warning: 1 },
      queries: [{ expr: sumBy([], selector(edgesUnnamed, chosenNode)), legend: 'edges' }],
    }),
  ],
};

const bill: Row = {
  title: 'What it costs',
  panels: [
    areas({
      title: 'CPU by collector',
      shows: 'CPUs that each collector uses, in the kernel and in the agent.',
      good: 'l7 first, all together some percent of one core',
      unit: 'suffix: cores',
      queries: [{ expr: sumBy(['collector'], cpu), legend: '{{collector}}' }],
    }),
    lines({
      title: 'CPU in the kernel and in the agent',
      shows: 'Where the collectors use their time.',
      good: 'in proportion to the traffic',
      unit: 'suffix: cores',
      queries: [{ expr: sumBy(['side'], cpu), legend: '{{side}}' }],
    }),
    lines({
      title: 'CPU by host',
      width: 8,
      shows: 'CPUs that the collectors of each host use, the most first.',
      good: 'in proportion to the traffic of the host',
      unit: 'suffix: cores',
      queries: [{ expr: topk(5, sumBy(ofNode, cpu)), legend: '{{node}}' }],
      lead: toNode,
    }),
    lines({
      title: 'Memory of our processes',
      width: 8,
      needs: 'processes of ours among the 32 largest of their host',
      shows: 'Resident memory as the host counts it, the largest.',
      good: 'agent below 120 MB, logs below 110 MB, and level',
      unit: 'bytes',
      queries: [
        {
          expr: topk(
            8,
            maxBy(['node', 'identity', 'identity_kind', 'identity_namespace'], selector(hostIdentity.memoryBytes, { ...ourIdentities, type: 'working_set' })),
          ),
          legend: '{{node}} {{identity}}',
        },
      ],
      lead: { to: 'workload', of: 'identity' },
    }),
    lines({
      title: 'CPU of our processes',
      width: 8,
      needs: 'processes of ours among the 32 busiest of their host',
      shows: 'CPUs in use as the host counts them, the busiest.',
      good: 'idle below 0.01 for agent and logs together',
      unit: 'suffix: cores',
      queries: [
        {
          expr: topk(8, sumBy(['node', 'identity', 'identity_kind', 'identity_namespace'], rate(selector(hostIdentity.cpuSeconds, ourIdentities), step))),
          legend: '{{node}} {{identity}}',
        },
      ],
      lead: { to: 'workload', of: 'identity' },
    }),
  ],
};

const seen: Row = {
  title: 'What it sees, and what not',
  panels: [
    lines({
      title: 'Events of the kernel',
      width: 8,
      shows: 'Events per second that each collector takes from the kernel.',
      good: 'in proportion to the traffic',
      unit: 'ops',
      queries: [{ expr: sumBy(['collector'], mean(nodeEvents, chosenNode)), legend: '{{collector}}' }],
    }),
    lines({
      title: 'Lost, and why',
      width: 8,
      shows: 'Things per second that could not be counted or kept.',
      good: '0',
      unit: 'ops',
      limits: { warning: 1 },
      queries: [{ expr: topk(5, sumBy(['collector', 'reason'], mean(nodeLost, chosenNode))), legend: '{{collector}} {{reason}}' }],
    }),
    lines({
      title: 'Counted in other',
      width: 8,
      shows: 'Updates per second that went to `other`, because a table or a budget was full.',
      good: '0',
      unit: 'ops',
      limits: { warning: 1 },
      queries: [{ expr: sumBy(['collector'], rate(selector(overflowed, chosenNode), step)), legend: '{{collector}}' }],
    }),
    lines({
      title: 'Series',
      width: 8,
      shows: 'Series that agents expose, and the smallest number that one may.',
      good: 'below the budget',
      unit: 'short',
      queries: [
        { expr: topk(5, maxBy(ofNode, selector(seriesExposed, chosenNode))), legend: '{{node}}' },
        { expr: bottomk(1, minBy(ofNode, selector(seriesBudget, chosenNode))), legend: 'budget of {{node}}' },
      ],
      lead: toNode,
    }),
    lines({
      title: 'Edges',
      width: 8,
      shows: 'Edges with series of their own, and those in other, of the hosts with most.',
      good: 'none in other',
      unit: 'short',
      queries: [
        { expr: topk(5, sumBy(ofNode, selector(edgesNamed, chosenNode))), legend: '{{node}} named' },
        { expr: topk(5, sumBy(ofNode, selector(edgesUnnamed, chosenNode))), legend: '{{node}} in other' },
      ],
      lead: toNode,
    }),
    lines({
      title: 'Without series of their own',
      width: 8,
      shows: 'Disks, filesystems, workloads and interfaces without series of their own.',
      good: 'small ones only',
      unit: 'short',
      queries: [{ expr: sumBy(['subject'], selector(hostUnnamed, chosenNode)), legend: '{{subject}}' }],
    }),
    lines({
      title: 'Collectors attached',
      shows: '1 while all programs of a collector are attached on all hosts.',
      good: '1',
      unit: 'short',
      limits: { goodFrom: 1 },
      queries: [
        { expr: minBy(['collector'], selector(collectorUp, chosenNode)), legend: '{{collector}}' },
        { expr: minBy([], selector(l7Repairs, chosenNode)), legend: 'requests out of order are read' },
      ],
    }),
    lines({
      title: 'Values that cannot be true',
      needs: 'fault, a source that reports nonsense',
      shows: 'Values per second that a source reported and that were left out.',
      good: 'no line at all',
      unit: 'ops',
      queries: [{ expr: sumBy(['source', 'field'], mean(nodeInvalidSamples, chosenNode)), legend: '{{source}} {{field}}' }],
    }),
  ],
};

export const sondeItself: Board = {
  uid: 'sonde-itself',
  title: 'Sonde itself',
  description: 'What it costs, what it loses, how much of its budgets it uses, and how its server answers.',
  variables: ['cluster', 'node'],
  rows: [glance, bill, seen, ownServer],
};
