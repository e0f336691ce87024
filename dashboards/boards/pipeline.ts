import { indexerBackOffs, indexerLagRecords, indexerLagSeconds, indexerPauses, indexerRecords } from '#contract/indexer-metrics.ts';
import { logFiles, logLag, logLines, logSpoolBytes, logSpoolLimit, logUndelivered, logUnreadFiles } from '#contract/log-metrics.ts';
import { appendedSamples, blockBytes, headSeries, scrapeSamples, scrapeTime } from '#contract/prometheus-metrics.ts';
import {
  elasticsearchDiskUsed,
  elasticsearchDiskWatermark,
  serverAheadBatches,
  serverBackOffs,
  serverDeadLetters,
  serverFlows,
  serverLogLines,
  serverQueries,
  serverQueryTime,
  serverRecords,
  serverStoreFailures,
} from '#contract/server-metrics.ts';
import { increase, like, maxBy, minBy, quantile, rate, ratio, selector, sumBy, topk } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat } from './board.ts';
import { chosenCluster, chosenNode, step } from './chosen.ts';
import { ofNode } from './whom.ts';

const ofServer = <Label extends string>(metric: Parameters<typeof selector<Label>>[0]) => rate(selector(metric, chosenCluster), step);
const kafka = 'kafka';
const elasticsearch = 'kafka and elasticsearch';

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Lines read',
      shows: 'Lines per second that agents read.',
      good: 'as many as are stored',
      unit: 'suffix: lines/s',
      queries: [{ expr: sumBy([], rate(selector(logLines, chosenNode), step)), legend: 'read' }],
    }),
    stat({
      title: 'Lines stored',
      shows: 'Lines per second that the server stored; with Kafka the indexers store them.',
      good: 'as many as are read',
      unit: 'suffix: lines/s',
      queries: [{ expr: sumBy([], rate(selector(serverLogLines, { ...chosenCluster, outcome: 'stored' }), step)), legend: 'stored' }],
    }),
    stat({
      title: 'Behind',
      shows: 'Age of the oldest line that was read and not taken.',
      good: 'below 5 s',
      unit: 's',
      limits: { warning: 30, critical: 300 },
      queries: [{ expr: maxBy([], selector(logLag, { ...chosenNode, stage: 'deliver' })), legend: 'behind' }],
    }),
    stat({
      title: 'Fullest spool',
      shows: 'Share of the spool on the disk that is in use.',
      good: 'below 10 %; at 100 % the oldest lines are lost',
      unit: 'percentunit',
      limits: { warning: 0.5, critical: 0.9 },
      queries: [{ expr: maxBy([], ratio(selector(logSpoolBytes, chosenNode), selector(logSpoolLimit, chosenNode))), legend: 'full' }],
    }),
    stat({
      title: 'Store failures',
      shows: 'Calls of the store that failed in the chosen time.',
      good: '0',
      unit: 'whole',
      limits: { critical: 1 },
      queries: [{ expr: sumBy([], increase(selector(serverStoreFailures, chosenCluster), '$__range')), legend: 'failures' }],
    }),
    stat({
      title: 'Behind in Kafka',
      needs: kafka,
      shows: 'Messages that are in Kafka and not stored yet.',
      good: 'near 0',
      unit: 'short',
      limits: { warning: 10_000, critical: 1_000_000 },
      queries: [{ expr: sumBy([], selector(indexerLagRecords, chosenCluster)), legend: 'messages' }],
    }),
  ],
};

const spool: Row = {
  title: 'Agents and their spools',
  panels: [
    lines({
      title: 'Lines that wait',
      width: 8,
      shows: 'Lines that were read and that the server, or Kafka, has not taken yet.',
      good: 'near 0',
      unit: 'short',
      queries: [{ expr: topk(5, maxBy(ofNode, selector(logUndelivered, chosenNode))), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    lines({
      title: 'Spool on the disk',
      width: 8,
      shows: 'Bytes of lines that wait on the disk.',
      good: 'level',
      unit: 'bytes',
      queries: [{ expr: topk(5, maxBy(ofNode, selector(logSpoolBytes, chosenNode))), legend: '{{node}}' }],
      lead: { to: 'node' },
    }),
    lines({
      title: 'Behind, by stage',
      width: 8,
      shows: 'Age of the oldest line that is not read yet, and of the oldest that is read and not taken.',
      good: 'below 5 s',
      unit: 's',
      limits: { warning: 30 },
      queries: [{ expr: topk(5, maxBy(['node', 'stage'], selector(logLag, chosenNode))), legend: '{{node}} {{stage}}' }],
    }),
    lines({
      title: 'Files',
      shows: 'Files that are read, and those that match and are not read because too many are open, of the hosts with most.',
      good: 'none that is not read',
      unit: 'short',
      queries: [
        { expr: topk(5, sumBy(ofNode, selector(logFiles, chosenNode))), legend: '{{node}} read' },
        { expr: topk(5, sumBy(ofNode, selector(logUnreadFiles, chosenNode))), legend: '{{node}} not read' },
      ],
    }),
    lines({
      title: 'What the server takes',
      shows: 'Lines, records and flows per second: stored, or known because they came twice.',
      good: 'little that is known already',
      unit: 'ops',
      queries: [
        { expr: sumBy(['outcome'], ofServer(serverLogLines)), legend: 'lines {{outcome}}' },
        { expr: sumBy(['outcome'], ofServer(serverRecords)), legend: 'records {{outcome}}' },
        { expr: sumBy(['outcome'], ofServer(serverFlows)), legend: 'flows {{outcome}}' },
      ],
    }),
  ],
};

const cluster: Row = {
  title: 'Kafka, indexers and Elasticsearch',
  panels: [
    areas({
      title: 'Taken from Kafka',
      needs: kafka,
      width: 6,
      shows: 'Records per second: stored, known because they came twice, dead because nobody can read them, lost because Kafka let go of them before.',
      good: 'none dead or lost',
      unit: 'ops',
      queries: [{ expr: sumBy(['outcome'], ofServer(indexerRecords)), legend: '{{outcome}}' }],
    }),
    lines({
      title: 'Behind in Kafka, by topic',
      needs: kafka,
      width: 6,
      shows: 'Messages that are not stored yet.',
      good: 'falling to 0 after each burst',
      unit: 'short',
      queries: [{ expr: sumBy(['topic'], selector(indexerLagRecords, chosenCluster)), legend: '{{topic}}' }],
    }),
    lines({
      title: 'Age of what waits',
      needs: kafka,
      width: 6,
      shows: 'How long ago the first message that waits was sent; by topic.',
      good: 'below 5 s',
      unit: 's',
      limits: { warning: 30, critical: 300 },
      queries: [{ expr: maxBy(['topic'], selector(indexerLagSeconds, chosenCluster)), legend: '{{topic}}' }],
    }),
    lines({
      title: 'Elasticsearch holds back',
      needs: elasticsearch,
      width: 6,
      shows: 'How often in five minutes it asked for less, how often a partition waited for it, and what it took from the server in no form.',
      good: '0; for long it is too small',
      unit: 'whole',
      queries: [
        { expr: sumBy([], increase(selector(indexerBackOffs, chosenCluster), '5m')), legend: 'asked indexers for less' },
        { expr: sumBy([], increase(selector(serverBackOffs, chosenCluster), '5m')), legend: 'asked the server for less' },
        { expr: sumBy([], increase(selector(serverDeadLetters, chosenCluster), '5m')), legend: 'dead letters of the server' },
        { expr: sumBy([], increase(selector(indexerPauses, chosenCluster), '5m')), legend: 'partitions waited' },
      ],
    }),
    lines({
      title: 'Disks of Elasticsearch',
      needs: elasticsearch,
      width: 24,
      shows:
        'How full the fullest disks are, and the lowest watermarks: from low on a node gets no more shards, from high on they are moved away, from flood_stage on it takes nothing more.',
      good: 'below the lowest watermark',
      unit: 'percentunit',
      queries: [
        { expr: topk(8, maxBy(['elasticsearch_node'], selector(elasticsearchDiskUsed, chosenCluster))), legend: '{{elasticsearch_node}}' },
        { expr: minBy(['watermark'], selector(elasticsearchDiskWatermark, chosenCluster)), legend: 'watermark {{watermark}}' },
      ],
    }),
  ],
};

const stores: Row = {
  title: 'Stores',
  panels: [
    lines({
      title: 'Questions to Prometheus',
      width: 8,
      shows: 'Queries per second that the server sends, by how they end.',
      good: 'all ok',
      unit: 'reqps',
      queries: [{ expr: sumBy(['outcome'], ofServer(serverQueries)), legend: '{{outcome}}' }],
    }),
    lines({
      title: 'Time of a question',
      width: 8,
      shows: 'Time that Prometheus takes to answer the server.',
      good: 'a 99th percentile below 500 ms',
      unit: 's',
      limits: { warning: 0.5, critical: 5 },
      queries: [
        { expr: quantile(0.5, serverQueryTime, { by: [], matchers: chosenCluster, range: '5m' }), legend: 'p50' },
        { expr: quantile(0.99, serverQueryTime, { by: [], matchers: chosenCluster, range: '5m' }), legend: 'p99' },
      ],
    }),
    lines({
      title: 'Failures and clocks',
      width: 8,
      shows: 'Calls of the store that failed, and batches of a day that has not come, in five minutes.',
      good: '0',
      unit: 'whole',
      limits: { warning: 1 },
      queries: [
        { expr: sumBy([], increase(selector(serverStoreFailures, chosenCluster), '5m')), legend: 'failures' },
        { expr: sumBy([], increase(selector(serverAheadBatches, chosenCluster), '5m')), legend: 'batches of tomorrow' },
      ],
    }),
    lines({
      title: 'Scrapes',
      shows: 'Time that the scrape of each of our processes takes.',
      good: 'below a fifth of the interval',
      unit: 's',
      queries: [{ expr: maxBy(['job'], selector(scrapeTime, { ...chosenCluster, job: like('sonde-.*|prometheus') })), legend: '{{job}}' }],
    }),
    lines({
      title: 'Samples of a scrape',
      shows: 'Samples that each of our processes exposes.',
      good: 'level',
      unit: 'short',
      queries: [{ expr: sumBy(['job'], selector(scrapeSamples, { ...chosenCluster, job: like('sonde-.*|prometheus') })), legend: '{{job}}' }],
    }),
    lines({
      title: 'Series in Prometheus',
      width: 8,
      shows: 'Series that have had a sample in the last hours.',
      good: 'level; each costs some kilobytes of memory',
      unit: 'short',
      queries: [{ expr: topk(5, sumBy(ofNode, selector(headSeries, chosenCluster))), legend: '{{node}}' }],
    }),
    lines({
      title: 'Samples kept',
      width: 8,
      shows: 'Samples per second that Prometheus keeps.',
      good: 'level',
      unit: 'ops',
      queries: [{ expr: topk(5, sumBy(ofNode, ofServer(appendedSamples))), legend: '{{node}}' }],
    }),
    lines({
      title: 'Blocks on the disk',
      width: 8,
      shows: 'Bytes of Prometheus’ blocks; the last hours are not in one yet.',
      good: 'below its retention',
      unit: 'bytes',
      queries: [{ expr: topk(5, sumBy(ofNode, selector(blockBytes, chosenCluster))), legend: '{{node}}' }],
    }),
  ],
};

export const pipeline: Board = {
  uid: 'sonde-pipeline',
  title: 'Pipeline',
  description: 'The way of a line and of a sample: agents and spools, Kafka, indexers, the stores.',
  variables: ['cluster', 'node'],
  rows: [glance, spool, cluster, stores],
};
