import { agentJob, indexerElsewhereJob, indexerJob, logsJob, serverJob } from '#contract/doctor.ts';
import { indexerBackOffs, indexerLagSeconds, indexerRequests } from '#contract/indexer-metrics.ts';
import { logLag, logLines } from '#contract/log-metrics.ts';
import { targetUp } from '#contract/prometheus-metrics.ts';
import { elasticsearchDiskUsed, elasticsearchDiskWatermark, serverBackOffs, serverBulkRequests } from '#contract/server-metrics.ts';
import { like } from '../../promql/promql.ts';
import { type Alert, alert, worse } from '../alert.ts';
import { fires, near, quiet, type Row, row } from '../cases.ts';
import { compared, divided, type Expression, either, lowest, max, now, plus, rate, scraped, sum, unless } from '../promql.ts';
import { gap, growing, growingUnseen, inTurn, late, steady } from '../samples.ts';
import { onceImpossible, scrapesFail, vanishes } from '../trap-cases.ts';

const both = ['ticket', 'page'] as const;
const topic = { topic: 'sonde-logs' };
const behind = (values: string): Row[] => [row(indexerLagSeconds, { ...topic, partition: '0', job: indexerJob }, values)];
const waiting = (values: string): Row[] => [row(logLag, { stage: 'deliver', job: logsJob }, values)];

const logLagWords = {
  name: 'LogLag',
  domain: 'logs',
  severity: 'ticket',
  owner: 'observability',
  is: '>',
  threshold: 60,
  unit: 'seconds',
  for: '10m',
  link: { to: 'page', path: '/doctor' },
} as const;

const indexerLag = alert({
  ...logLagWords,
  aspect: 'indexer',
  value: max(['cluster', 'node', 'topic'], now(scraped(indexerLagSeconds))),
  needs: ['kafka'],
  summary: (of) => `What is in ${of('topic')} is stored too slowly`,
  description: (_, value) => `The indexer is ${value} behind: what was logged since is not found yet.`,
  cases: [
    fires('two minutes behind', { given: behind(steady(120)), at: '11m', value: 120, labels: topic }),
    near('50 seconds behind', { given: behind(steady(50)), at: '40m' }),
    quiet('soon over', 'it catches up', { given: behind(inTurn(steady(120, 16), steady(0))), at: '20m' }),
    quiet('partly lost data', 'it started again, and is told nothing of meanwhile', {
      given: behind(inTurn(steady(900, 12), gap(12), steady(900, 2))),
      at: '14m',
    }),
    vanishes('10m', 900, behind),
    onceImpossible(5, behind),
  ],
});

const indexerFarBehind = worse(indexerLag, {
  threshold: 600,
  cases: [
    fires('a quarter of an hour behind', { given: behind(steady(900)), at: '11m', value: 900, labels: topic, severities: both }),
    quiet('soon over', 'far behind, but only for a while', { given: behind(inTurn(steady(900, 16), steady(10))), at: '11m' }),
  ],
});

const deliveryLag = alert({
  ...logLagWords,
  aspect: 'delivery',
  value: now(scraped(logLag, { stage: 'deliver' })),
  summary: (of) => `The lines of ${of('node')} are not taken`,
  description: (_, value) => `The oldest that waits on its disk was read ${value} ago.`,
  cases: [
    fires('a line waits for five minutes', { given: waiting(steady(300)), at: '11m', value: 300, labels: { stage: 'deliver' } }),
    near('50 seconds', { given: waiting(steady(50)), at: '40m' }),
    quiet('something else', 'a file that was found late has more than can be read at once', {
      given: [row(logLag, { stage: 'read', job: logsJob }, steady(9000)), ...waiting(steady(1))],
      at: '40m',
    }),
    quiet('soon over', 'the server starts again', { given: waiting(inTurn(steady(70, 10), steady(2))), at: '20m' }),
    vanishes('10m', 900, waiting),
    onceImpossible(5, waiting),
    scrapesFail('10m', (through) => waiting(through.steady(900))),
  ],
});

const deliveryFarBehind = worse(deliveryLag, {
  threshold: 600,
  cases: [
    fires('a line waits for a quarter of an hour', { given: waiting(steady(900)), at: '11m', value: 900, labels: { stage: 'deliver' }, severities: both }),
    quiet('soon over', 'far behind, but only for a while', { given: waiting(inTurn(steady(900, 16), steady(10))), at: '11m' }),
  ],
});

const parts = [logsJob, indexerJob, indexerElsewhereJob] as const;
const answers = (states: string, job: (typeof parts)[number] = logsJob, node = 'n'): Row => row(targetUp, { job, node }, states);

/** At another port of the same host. */
const anotherOf = ({ series, values }: Row): Row => ({ series: series.replace('127.0.0.1:8401', '127.0.0.1:8409'), values });

/** Of one that is dead nothing else is there to be looked at: its lag goes with it. */
const partDown = alert({
  name: 'LogPartDown',
  domain: 'logs',
  severity: 'ticket',
  owner: 'observability',
  value: lowest(scraped(targetUp, { job: like(parts.join('|')) })),
  is: '<',
  threshold: 1,
  unit: 'count',
  for: '10m',
  summary: (of) => `${of('job')} on ${of('node')} does not answer`,
  description: () => 'Lines wait where they are, in files, in the journal or in Kafka, and are not found yet.',
  link: { to: 'page', path: '/doctor' },
  cases: [
    ...parts.map((job) => fires(`${job} is down`, { given: [answers(steady(0), job)], at: '11m', value: 0, labels: { job } })),
    fires('one of two hosts is without it', {
      given: [answers(steady(1)), answers(steady(0), logsJob, 'm')],
      at: '11m',
      value: 0,
      labels: { job: logsJob, node: 'm' },
    }),
    fires('the indexer alone is down', { given: [answers(steady(1)), answers(steady(0), indexerJob)], at: '11m', value: 0, labels: { job: indexerJob } }),
    fires('one of two on a host is down', {
      given: [answers(steady(1), indexerElsewhereJob), anotherOf(answers(steady(0), indexerElsewhereJob))],
      at: '11m',
      value: 0,
      labels: { job: indexerElsewhereJob },
    }),
    near('one of two on a host is started anew', {
      given: [answers(steady(1), indexerElsewhereJob), anotherOf(answers(inTurn(steady(1, 10), steady(0, 10), steady(1)), indexerElsewhereJob))],
      at: '16m',
    }),
    near('it is started anew', { given: [answers(inTurn(steady(1, 10), steady(0, 10), steady(1)))], at: '16m' }),
    quiet('something else', 'another part of Sonde is down', { given: [answers(steady(1)), row(targetUp, { job: agentJob }, steady(0))], at: '40m' }),
    vanishes('10m', 0, (states) => parts.map((job) => answers(states, job))),
    scrapesFail('10m', (through) => parts.map((job) => answers(through.steady(0), job))),
  ],
});

const indexer = { job: indexerJob };
const refused = (again: string, asked: string): Row[] => [row(indexerBackOffs, indexer, again), row(indexerRequests, indexer, asked)];
const server = { job: serverJob };
const refusedItself = (again: string, asked: string): Row[] => [row(serverBackOffs, server, again), row(serverBulkRequests, server, asked)];

/** Of a host where both write what they do together; where one of them does not run, what the other does. */
const ofBoth = <Label extends string>(one: Expression<Label>, other: Expression<NoInfer<Label>>) => either(plus(one, other), either(one, other));

const bulkRejected = alert({
  name: 'EsBulkRejected',
  domain: 'logs',
  severity: 'ticket',
  owner: 'observability',
  // Each counts what it sent itself: an indexer what came through Kafka, the server all else.
  value: divided(
    ofBoth(rate(scraped(indexerBackOffs), '5m'), rate(scraped(serverBackOffs), '5m')),
    ofBoth(rate(scraped(indexerRequests), '5m'), rate(scraped(serverBulkRequests), '5m')),
  ),
  is: '>',
  threshold: 0.01,
  unit: 'ratio',
  for: '5m',
  needs: ['elasticsearch'],
  summary: () => 'Elasticsearch refuses what it is sent',
  description: (_, value) =>
    `It has to be asked again for ${value} of the bulk requests: its queues are full, or its disk is above a watermark. Nothing is lost; it waits in Kafka, or with who sends it.`,
  link: { to: 'page', path: '/doctor' },
  cases: [
    fires('one request in twenty', { given: refused(growing(15), growing(300)), at: '11m', value: 0.05 }),
    fires('of the server, without Kafka', { given: refusedItself(growing(15), growing(300)), at: '11m', value: 0.05 }),
    fires('of both, as one share of all', {
      given: [...refused(growing(10), growing(100)), ...refusedItself(growing(5), growing(200))],
      at: '11m',
      value: 0.05,
    }),
    fires('of the server alone, while the indexer has nothing to do', {
      given: [...refused(steady(7), steady(900)), ...refusedItself(growing(15), growing(300))],
      at: '11m',
      value: 0.05,
    }),
    fires('of the indexer alone, while the server writes nothing itself', {
      given: [...refused(growing(15), growing(300)), ...refusedItself(steady(0), steady(0))],
      at: '11m',
      value: 0.05,
    }),
    near('one in a hundred is the threshold', { given: refused(growing(3), growing(300)), at: '40m' }),
    near('one in a hundred of what the server sends', { given: refusedItself(growing(3), growing(300)), at: '40m' }),
    near('one in a hundred of what both send, though more of one', {
      given: [...refused(growing(3), growing(100)), ...refusedItself(growing(0), growing(200))],
      at: '40m',
    }),
    quiet('nothing happens', 'a server that keeps all of it in SQLite', { given: refusedItself(steady(0), steady(0)), at: '40m' }),
    quiet('nothing happens', 'nothing is sent at all', { given: refused(steady(70), steady(900)), at: '40m' }),
    quiet('counter reset', 'the indexer starts again and counts from 0', {
      given: refused(inTurn(growing(0, 10, 800), steady(0)), inTurn(growing(300, 10, 900_000), growing(300))),
      at: '8m',
    }),
    quiet('missing series', 'nobody says how much was asked', { given: refused(growing(15), '').slice(0, 1), at: '10m' }),
    quiet('counter reset', 'the server starts again and counts from 0', {
      given: refusedItself(inTurn(growing(0, 10, 800), steady(0)), inTurn(growing(300, 10, 900_000), growing(300))),
      at: '8m',
    }),
    scrapesFail('5m', (through) => [...refused(through.growing(15), through.growing(300)), ...refusedItself(through.growing(15), through.growing(300))]),
  ],
});

const store = { elasticsearch_node: 'es-1' };
const perStore = ['cluster', 'elasticsearch_node'] as const;
const disk = (used: string, { high = 0.9, of = store } = {}): Row[] => [
  row(elasticsearchDiskUsed, { ...of, job: serverJob }, used),
  ...[high - 0.05, high, high + 0.05].map((share, at) =>
    row(elasticsearchDiskWatermark, { ...of, watermark: elasticsearchDiskWatermark.values.watermark?.[at] ?? '', job: serverJob }, steady(share)),
  ),
];

const diskWatermark = alert({
  name: 'EsDiskWatermark',
  domain: 'logs',
  severity: 'ticket',
  owner: 'observability',
  // Each server asks it, and Elasticsearch does not run where they do.
  value: divided(max(perStore, now(scraped(elasticsearchDiskUsed))), max(perStore, now(scraped(elasticsearchDiskWatermark, { watermark: 'high' })))),
  is: '>',
  threshold: 1,
  unit: 'ratio',
  for: '5m',
  needs: ['elasticsearch'],
  summary: (of) => `The disk of ${of('elasticsearch_node')} is fuller than Elasticsearch lets it be`,
  description: (_, value) =>
    `It is ${value} of its high watermark: Elasticsearch moves what it can to other nodes, and stores nothing more on this one once it is at the flood stage.`,
  link: { to: 'page', path: '/doctor' },
  cases: [
    fires('nine percent beyond the high watermark', { given: disk(steady(0.981)), at: '6m', value: 1.09, labels: store }),
    near('at the high watermark, beyond the low one', { given: disk(steady(0.9)), at: '40m' }),
    quiet('soon over', 'shards are moved away in time', { given: disk(inTurn(steady(0.95, 8), steady(0.85))), at: '6m' }),
    quiet('missing series', 'the watermarks are switched off', { given: disk(steady(0.99)).slice(0, 1), at: '40m' }),
    quiet('something else', 'two nodes with limits of their own', {
      given: [...disk(steady(0.8)), ...disk(steady(0.4), { high: 0.5, of: { elasticsearch_node: 'es-2' } })],
      at: '40m',
    }),
    onceImpossible(0.5, disk),
    scrapesFail('5m', (through) => disk(through.steady(0.98))),
  ],
});

const writer = { identity: 'api.service', identity_kind: 'systemd' };
const lines = (values: string): Row[] => [row(logLines, { ...writer, level: 'info', job: logsJob }, values)];
const perWriter = ['cluster', 'node', 'identity', 'identity_kind', 'identity_namespace'] as const;
const written = sum(perWriter, rate(scraped(logLines), '5m'));
/** Not of the storm itself, while it lasts. */
const usual = sum(perWriter, rate(scraped(logLines), '1h', '30m'));

const logStorm = alert({
  name: 'LogStorm',
  domain: 'logs',
  severity: 'ticket',
  owner: 'applications',
  value: written,
  is: '>',
  threshold: 1000,
  when: unless(written, compared(divided(written, usual), '<=', 10)),
  unit: 'per_second',
  for: '5m',
  summary: (of) => `${of('identity')} on ${of('node')} writes far more log lines than usual`,
  description: (_, value) => `${value} lines, more than ten times what it wrote in the hour that ended half an hour ago.`,
  link: { to: 'identity', kind: 'identity_kind', namespace: 'identity_namespace', name: 'identity' },
  cases: [
    fires('from 10 to 3000 a second', { given: lines(inTurn(growing(300, 130), growing(90_000, 60, 39_000))), at: '75m', value: 3000, labels: writer }),
    fires('and still does half an hour later', {
      given: lines(inTurn(growing(300, 200), growing(90_000, 100, 60_000))),
      at: '130m',
      value: 3000,
      labels: writer,
    }),
    fires('one that was not there an hour ago', { given: lines(growing(60_000)), at: '11m', value: 2000, labels: writer }),
    quiet('something else', 'it always writes 3000 a second', { given: lines(growing(90_000)), at: '120m' }),
    near('from 1 to 900 a second', { given: lines(inTurn(growing(30, 130), growing(27_000, 60, 3900))), at: '75m' }),
    quiet('counter reset', 'the process that reads logs starts again and counts from 0', {
      given: lines(inTurn(growing(6000, 130, 90_000_000), growing(6000))),
      at: '70m',
    }),
    quiet('missing series', 'it is first seen with much behind it, and writes ten a second', {
      given: lines(late(130, growing(300, undefined, 90_000_000))),
      at: '75m',
    }),
    quiet('partly lost data', 'it always writes 3000 a second, and most of the usual hour is missing', {
      given: lines(growingUnseen(90_000, 70, 80)),
      at: '111m',
    }),
  ],
});

export const pipeline: readonly Alert[] = [indexerLag, indexerFarBehind, deliveryLag, deliveryFarBehind, partDown, bulkRejected, diskWatermark, logStorm];
