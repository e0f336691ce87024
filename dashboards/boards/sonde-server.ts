import { agentStartTime } from '#contract/metrics.ts';
import {
  eventLoopUse,
  processCpu,
  processFiles,
  processMemory,
  processStartTime,
  serverBuild,
  serverLiveCut,
  serverLiveDropped,
  serverLiveStreams,
  serverRequests,
  serverRequestTime,
} from '#contract/server-metrics.ts';
import { changes, countBy, like, maxBy, quantile, rate, selector, sumBy, topk } from '../promql/promql.ts';
import { lines, type Row, table } from './board.ts';
import { chosenCluster, step } from './chosen.ts';

const ours = { ...chosenCluster, job: like('sonde-.*|prometheus') } as const;
const ofProcess = ['job', 'node'] as const;

/** The process that answers the console, and the others of ours in Node. */
export const ownServer: Row = {
  title: 'The server',
  panels: [
    lines({
      title: 'Answers',
      width: 8,
      shows: 'HTTP requests per second that the server answers, by status.',
      good: 'no 5xx',
      unit: 'reqps',
      queries: [{ expr: sumBy(['status'], rate(selector(serverRequests, chosenCluster), step)), legend: '{{status}}' }],
    }),
    lines({
      title: 'Slowest routes',
      width: 8,
      shows: '99th percentile of the time to an answer, of the slowest routes in five minutes.',
      good: 'below 500 ms',
      unit: 's',
      limits: { warning: 1, critical: 5 },
      queries: [{ expr: topk(5, quantile(0.99, serverRequestTime, { by: ['route'], matchers: chosenCluster, range: '5m' })), legend: '{{route}}' }],
    }),
    lines({
      title: 'Live views',
      width: 8,
      shows: 'Open live streams, streams that were cut, and lines that a reader was too slow for.',
      good: 'none cut',
      unit: 'short',
      queries: [
        { expr: sumBy([], selector(serverLiveStreams, chosenCluster)), legend: 'open' },
        { expr: sumBy([], rate(selector(serverLiveCut, chosenCluster), step)), legend: 'cut per second' },
        { expr: sumBy([], rate(selector(serverLiveDropped, chosenCluster), step)), legend: 'lines dropped per second' },
      ],
    }),
    lines({
      title: 'CPU of servers and indexers',
      width: 8,
      shows: 'CPUs that each uses, the busiest.',
      good: 'near 0 while nobody looks',
      unit: 'suffix: cores',
      queries: [{ expr: topk(8, sumBy(ofProcess, rate(selector(processCpu, ours), step))), legend: '{{job}} {{node}}' }],
    }),
    lines({
      title: 'Memory of servers and indexers',
      width: 8,
      shows: 'Resident memory, of the largest.',
      good: 'level',
      unit: 'bytes',
      queries: [{ expr: topk(8, maxBy(ofProcess, selector(processMemory, ours))), legend: '{{job}} {{node}}' }],
    }),
    lines({
      title: 'Event loop',
      width: 8,
      shows: 'Share of the time in which the one thread that answers is at work, of the busiest.',
      good: 'below 50 %',
      unit: 'percentunit',
      limits: { warning: 0.7, critical: 0.95 },
      queries: [{ expr: topk(8, maxBy(ofProcess, selector(eventLoopUse, ours))), legend: '{{job}} {{node}}' }],
    }),
    table({
      title: 'Versions',
      width: 12,
      shows: 'How many servers run which version.',
      good: 'one version',
      unit: 'short',
      queries: [{ expr: countBy(['version'], selector(serverBuild, chosenCluster)), legend: 'servers' }],
    }),
    lines({
      title: 'Starts in the last hour, and open files',
      shows: 'How often agents and servers started anew, and the open files of servers and indexers, of those with most.',
      good: 'no starts, and level',
      unit: 'short',
      queries: [
        { expr: topk(4, sumBy(['node'], changes(selector(agentStartTime, chosenCluster), '1h'))), legend: '{{node}} agent, starts' },
        { expr: topk(4, sumBy(ofProcess, changes(selector(processStartTime, ours), '1h'))), legend: '{{job}} {{node}}, starts' },
        { expr: topk(4, maxBy(ofProcess, selector(processFiles, ours))), legend: '{{job}} {{node}}, files' },
      ],
    }),
  ],
};
