import { hostClock, hostConntrack, hostDescriptors, hostSoftnet, hostTcp } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { bottomk, maxBy, rate, ratio, selector, sumBy, topk } from '../promql/promql.ts';
import { lines, type Row } from './board.ts';
import { chosenNode, step } from './chosen.ts';
import { ofNode } from './whom.ts';

const now = (metric: Metric<never>) => selector(metric, chosenNode);
const rateByNode = (metric: Metric<never>) => topk(4, sumBy(ofNode, rate(now(metric), step)));

/** What a host has only so much of. */
export const kernelTables: Row = {
  title: 'Limits of the kernel, and the clock',
  panels: [
    lines({
      title: 'Open files',
      width: 8,
      shows: 'Share of the files that a host may have open, where it is most.',
      good: 'below 80 %',
      unit: 'percentunit',
      limits: { warning: 0.8 },
      queries: [{ expr: topk(5, maxBy(ofNode, ratio(now(hostDescriptors.allocated), now(hostDescriptors.limit)))), legend: '{{node}}' }],
    }),
    lines({
      title: 'Tracked connections',
      needs: 'netfilter that tracks connections',
      width: 8,
      shows: 'Share of the connections that netfilter may track, where it is most.',
      good: 'below 80 %; at 100 % new connections fail',
      unit: 'percentunit',
      limits: { warning: 0.8 },
      queries: [{ expr: topk(5, maxBy(ofNode, ratio(now(hostConntrack.entries), now(hostConntrack.limit)))), legend: '{{node}}' }],
    }),
    lines({
      title: 'Packets that a CPU could not take',
      width: 8,
      shows: 'Packets dropped because the queue of a CPU was full, and how often a CPU ran out of time for them, of the hosts with most.',
      good: 'no drops; some squeezes under load are harmless',
      unit: 'ops',
      queries: [
        { expr: rateByNode(hostSoftnet.dropped), legend: '{{node}} dropped' },
        { expr: rateByNode(hostSoftnet.squeezed), legend: '{{node}} squeezed' },
        { expr: rateByNode(hostTcp.ListenOverflows), legend: '{{node}} turned away at a full listener' },
      ],
    }),
    lines({
      title: 'Offset of the clock',
      shows: 'What the time daemon still has to correct, and how wrong the clock may be, of the hosts with most.',
      good: 'an offset below 10 ms; the bound grows while nobody corrects the clock',
      unit: 's',
      queries: [
        { expr: topk(5, maxBy(ofNode, now(hostClock.offset))), legend: '{{node}} offset' },
        { expr: topk(5, maxBy(ofNode, now(hostClock.maximumError))), legend: '{{node}} at most' },
      ],
    }),
    lines({
      title: 'Clock kept',
      shows: '1 while a time daemon keeps the clock, of the hosts where it does least.',
      good: '1',
      unit: 'short',
      limits: { goodFrom: 1 },
      queries: [{ expr: bottomk(5, maxBy(ofNode, now(hostClock.synchronized))), legend: '{{node}}' }],
    }),
  ],
};
