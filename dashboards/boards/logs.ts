import { oomKills } from '#contract/kernel-metrics.ts';
import { kernelEvents, logBytes, logLag, logLines, logLost, logLostEvents, logOdd, logPatternLines, logRefused, logSourceUp } from '#contract/log-metrics.ts';
import { bottomk, increase, like, maxBy, minBy, rate, selector, share, sumBy, topk, topkNow } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat, table } from './board.ts';
import { chosenNode, step } from './chosen.ts';

const all = rate(selector(logLines, chosenNode), step);
const bad = rate(selector(logLines, { ...chosenNode, level: like('error|fatal') }), step);
const writer = ['identity', 'identity_kind', 'identity_namespace'] as const;
const toLines = { to: 'lines', of: 'identity' } as const;
const ofPattern = ['pattern', 'level', 'identity', 'identity_kind', 'identity_namespace'] as const;

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Lines',
      shows: 'Lines per second that were read.',
      good: 'steady',
      unit: 'suffix: lines/s',
      queries: [{ expr: sumBy([], all), legend: 'lines' }],
    }),
    stat({
      title: 'Errors',
      shows: 'Lines per second that say they are errors, or worse.',
      good: 'no jump',
      unit: 'suffix: lines/s',
      limits: { warning: 1, critical: 50 },
      queries: [{ expr: sumBy([], bad), legend: 'errors' }],
    }),
    stat({
      title: 'Volume',
      shows: 'Bytes per second of the lines that were read.',
      good: 'what the disk and the budget are for',
      unit: 'Bps',
      queries: [{ expr: sumBy([], rate(selector(logBytes, chosenNode), step)), legend: 'bytes' }],
    }),
    stat({
      title: 'Lost lines',
      shows: 'Lines in the chosen time that are lost, whole or in part.',
      good: '0',
      unit: 'whole',
      limits: { critical: 1 },
      queries: [{ expr: sumBy([], increase(selector(logLost, chosenNode), '$__range')), legend: 'lost' }],
    }),
    stat({
      title: 'Kernel trouble',
      shows: 'What the kernel said went wrong in the chosen time.',
      good: '0',
      unit: 'whole',
      limits: { warning: 1 },
      queries: [{ expr: sumBy([], increase(selector(kernelEvents, chosenNode), '$__range')), legend: 'events' }],
    }),
    stat({
      title: 'Behind',
      shows: 'Age of the oldest line that is not read or not taken by the server.',
      good: 'below 5 s',
      unit: 's',
      limits: { warning: 30, critical: 300 },
      queries: [{ expr: maxBy([], selector(logLag, chosenNode)), legend: 'behind' }],
    }),
  ],
};

const volumes: Row = {
  title: 'Volumes',
  panels: [
    areas({
      title: 'Lines by level',
      shows: 'Lines per second, by how severe they say they are; unknown where nothing says.',
      good: 'few errors, and no jump',
      unit: 'suffix: lines/s',
      queries: [{ expr: sumBy(['level'], all), legend: '{{level}}' }],
    }),
    lines({
      title: 'Who writes',
      shows: 'Lines per second of those that write most.',
      good: 'nobody that suddenly writes many times as much',
      unit: 'suffix: lines/s',
      queries: [{ expr: topk(5, sumBy(writer, all)), legend: '{{identity}}' }],
      lead: toLines,
    }),
    lines({
      title: 'Who writes errors',
      needs: 'programs that write errors',
      shows: 'Lines per second that say they are errors, or worse, by writer.',
      good: 'nobody, or as ever',
      unit: 'suffix: lines/s',
      queries: [{ expr: topk(5, sumBy(writer, bad)), legend: '{{identity}}' }],
      lead: toLines,
    }),
    lines({
      title: 'Share of errors',
      needs: 'programs that write lines in the chosen time',
      shows: 'Of the lines of each writer, those that say they are errors, or worse.',
      good: 'below 1 %',
      unit: 'percentunit',
      limits: { warning: 0.05 },
      queries: [{ expr: topk(5, share(sumBy(writer, bad), sumBy(writer, all))), legend: '{{identity}}' }],
      lead: toLines,
    }),
    lines({
      title: 'Bytes by writer',
      shows: 'Bytes per second of those that write most.',
      good: 'what the disk and the budget are for',
      unit: 'Bps',
      queries: [{ expr: topk(5, sumBy(writer, rate(selector(logBytes, chosenNode), step))), legend: '{{identity}}' }],
      lead: toLines,
    }),
    table({
      title: 'Patterns',
      width: 12,
      needs: 'programs that write lines of a pattern',
      shows: 'Patterns with most lines in the chosen time; the search pattern=… finds them.',
      good: 'known ones',
      unit: 'whole',
      queries: [{ expr: topkNow(20, sumBy(ofPattern, increase(selector(logPatternLines, chosenNode), '$__range'))), legend: 'lines' }],
      lead: toLines,
    }),
  ],
};

const events: Row = {
  title: 'The kernel’s trouble, and what of the lines is odd',
  panels: [
    lines({
      title: 'What the kernel says',
      shows: 'What went wrong in each five minutes, by kind.',
      good: '0',
      unit: 'whole',
      limits: { warning: 1 },
      queries: [{ expr: topk(5, sumBy(['type'], increase(selector(kernelEvents, chosenNode), '5m'))), legend: '{{type}}' }],
    }),
    lines({
      title: 'Killed for want of memory',
      shows: 'Processes in each five minutes: of a cgroup at its limit, or of a host that had none left.',
      good: '0',
      unit: 'whole',
      limits: { warning: 1 },
      queries: [{ expr: topk(5, sumBy(['node', 'scope'], increase(selector(oomKills, chosenNode), '5m'))), legend: '{{node}} {{scope}}' }],
      lead: { to: 'node' },
    }),
    lines({
      title: 'Lost, and why',
      width: 8,
      shows: 'Lines per second that are lost, whole or in part, and events that did not reach the server.',
      good: '0',
      unit: 'suffix: lines/s',
      limits: { warning: 0.1 },
      queries: [
        { expr: sumBy(['reason'], rate(selector(logLost, chosenNode), step)), legend: '{{reason}}' },
        { expr: sumBy(['reason'], rate(selector(logLostEvents, chosenNode), step)), legend: 'events, {{reason}}' },
      ],
    }),
    lines({
      title: 'Odd, and sent away',
      width: 8,
      shows: 'Lines with something odd, and senders that were sent away.',
      good: 'near 0',
      unit: 'ops',
      queries: [
        { expr: sumBy(['kind'], rate(selector(logOdd, chosenNode), step)), legend: '{{kind}}' },
        { expr: sumBy(['input'], rate(selector(logRefused, chosenNode), step)), legend: 'refused, {{input}}' },
      ],
    }),
    lines({
      title: 'Sources that are read',
      width: 8,
      shows: '1 while a source that is wanted is read, of those that are read least.',
      good: '1',
      unit: 'short',
      limits: { goodFrom: 1 },
      queries: [{ expr: bottomk(8, minBy(['node', 'source'], selector(logSourceUp, chosenNode))), legend: '{{node}} {{source}}' }],
    }),
  ],
};

export const logs: Board = {
  uid: 'sonde-logs',
  title: 'Logs and events',
  description:
    'How much is written by whom, how much of it is errors, which patterns repeat, and what the kernel says. The lines themselves are one link away.',
  variables: ['cluster', 'node'],
  rows: [glance, volumes, events],
};
