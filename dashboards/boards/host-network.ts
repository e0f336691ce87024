import { hostNetwork } from '#contract/host-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { rate, selector, sumBy, topk } from '../promql/promql.ts';
import { lines, type Row } from './board.ts';
import { chosenNode, step } from './chosen.ts';
import { ofNode } from './whom.ts';

const perSecond = (metric: Metric<'device'>) => rate(selector(metric, chosenNode), step);
const perDevice = (metric: Metric<'device'>) => sumBy(['node', 'device'], perSecond(metric));

export const interfaces: Row = {
  title: 'Interfaces',
  panels: [
    lines({
      title: 'Received and sent',
      shows: 'Bytes per second of the busiest interfaces.',
      good: 'well below the speed of the link',
      unit: 'Bps',
      queries: [
        { expr: topk(6, perDevice(hostNetwork.receivedBytes)), legend: '{{node}} {{device}} in' },
        { expr: topk(6, perDevice(hostNetwork.sentBytes)), legend: '{{node}} {{device}} out' },
      ],
    }),
    lines({
      title: 'Errors and drops of interfaces',
      shows: 'Packets that interfaces received or sent with errors, or dropped, of the hosts with most.',
      good: '0',
      unit: 'pps',
      limits: { warning: 1 },
      queries: [
        { expr: topk(3, sumBy(ofNode, perSecond(hostNetwork.receiveErrors))), legend: '{{node}} errors in' },
        { expr: topk(3, sumBy(ofNode, perSecond(hostNetwork.sendErrors))), legend: '{{node}} errors out' },
        { expr: topk(3, sumBy(ofNode, perSecond(hostNetwork.receiveDrops))), legend: '{{node}} drops in' },
        { expr: topk(3, sumBy(ofNode, perSecond(hostNetwork.sendDrops))), legend: '{{node}} drops out' },
      ],
    }),
  ],
};
