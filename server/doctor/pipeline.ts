import { countText } from '#contract/count-text.ts';
import { type Check, indexerElsewhereJob, indexerJob, type Pipeline } from '#contract/doctor.ts';
import { indexerBackOffs, indexerJoined, indexerLagRecords, indexerLagSeconds, indexerPauses, indexerRecords } from '#contract/indexer-metrics.ts';
import { logSpoolBytes, logSpoolLimit, logUndelivered } from '#contract/log-metrics.ts';
import { targetUp } from '#contract/prometheus-metrics.ts';
import { serverBackOffs, serverDeadLetters } from '#contract/server-metrics.ts';
import { bytesText } from '../quantities.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Prometheus, Sample } from '../store/prometheus.ts';

export type StoreEngine = Pipeline['store']['engine'];
type Kafka = NonNullable<Pipeline['kafka']>;

const nodeOf = ({ labels }: Sample): string => labels.node ?? '';
const instanceOf = ({ labels }: Sample): string => labels.instance ?? '';
const whole = (value: number | undefined): number => Math.max(0, Math.round(value ?? 0));

const at = (samples: readonly Sample[], like: Sample): number | undefined =>
  samples.find((one) => nodeOf(one) === nodeOf(like) && instanceOf(one) === instanceOf(like))?.value;

async function spoolsOf(ask: Prometheus['instant'], nowMs: number): Promise<Pipeline['spools']> {
  const [lines, bytes, limits] = await Promise.all([ask(logUndelivered.name, nowMs), ask(logSpoolBytes.name, nowMs), ask(logSpoolLimit.name, nowMs)]);
  return lines.map((one) => ({ node: nodeOf(one), lines: whole(one.value), bytes: whole(at(bytes, one)), limitBytes: whole(at(limits, one)) }));
}

/** Null where Prometheus has no indexer to scrape. One that does not tell, or tells of no lag, is not one that has none. */
async function kafkaOf(ask: Prometheus['instant'], nowMs: number): Promise<Pipeline['kafka']> {
  const [targets, joined, [lag], [age], stored, dead, lost, pauses, rejected] = await Promise.all([
    ask(`${targetUp.name}{job=~"${indexerJob}|${indexerElsewhereJob}"}`, nowMs),
    ask(indexerJoined.name, nowMs),
    ask(`sum(${indexerLagRecords.name})`, nowMs),
    ask(`max(${indexerLagSeconds.name})`, nowMs),
    ask(`sum by (node, instance) (rate(${indexerRecords.name}{outcome="stored"}[1m]))`, nowMs),
    ask(`sum by (node, instance) (increase(${indexerRecords.name}{outcome="dead"}[15m]))`, nowMs),
    ask(`sum by (node, instance) (increase(${indexerRecords.name}{outcome="lost"}[15m]))`, nowMs),
    ask(`sum by (node, instance) (increase(${indexerPauses.name}[15m]))`, nowMs),
    ask(`sum by (node, instance) (increase(${indexerBackOffs.name}[15m]))`, nowMs),
  ]);
  const every = new Map([...targets, ...joined].map((one) => [`${nodeOf(one)} ${instanceOf(one)}`, one]));
  if (every.size === 0) return null;
  const indexers = [...every.values()].map((one) => {
    const isJoined = at(joined, one);
    return {
      node: nodeOf(one),
      instance: instanceOf(one),
      joined: isJoined === undefined ? null : isJoined === 1,
      storedPerSecond: at(stored, one) ?? null,
      dead: whole(at(dead, one)),
      lost: whole(at(lost, one)),
      pauses: whole(at(pauses, one)),
      rejected: whole(at(rejected, one)),
    };
  });
  return { lagRecords: lag === undefined ? null : whole(lag.value), lagSeconds: age?.value ?? null, indexers };
}

/** What became of what servers wrote themselves, whichever of them. */
async function writtenOf(ask: Prometheus['instant'], nowMs: number): Promise<Pick<Pipeline['store'], 'dead' | 'rejected'>> {
  const [[dead], [rejected]] = await Promise.all([
    ask(`sum(increase(${serverDeadLetters.name}[15m]))`, nowMs),
    ask(`sum(increase(${serverBackOffs.name}[15m]))`, nowMs),
  ]);
  return { dead: whole(dead?.value), rejected: whole(rejected?.value) };
}

/** The way of lines, as its processes tell it; null where there are none, or Prometheus does not answer. */
export async function pipelineOf(prometheus: Prometheus, logs: LogStore, engine: StoreEngine): Promise<Pipeline | null> {
  const nowMs = Date.now();
  try {
    const { instant } = prometheus;
    const [spools, kafka, written] = await Promise.all([spoolsOf(instant, nowMs), kafkaOf(instant, nowMs), writtenOf(instant, nowMs)]);
    if (spools.length === 0 && kafka === null) return null;
    const kept = await logs.state().catch(() => undefined);
    return { spools, kafka, store: { engine, lines: kept?.lines ?? null, bytes: kept?.bytes ?? null, ...written } };
  } catch {
    // Another check says that Prometheus does not answer.
    return null;
  }
}

/** Of what a spool may hold; then there is time to mend it. */
const fullShare = 0.5;
/** Records are seen this late: longer than a restart of any of the processes takes. */
const lateSeconds = 60;

function spoolCheck({ spools }: Pipeline): Check[] {
  return spools
    .filter(({ bytes, limitBytes }) => limitBytes > 0 && bytes > limitBytes * fullShare)
    .map(({ node, lines, bytes, limitBytes }) => ({
      name: `Spool on ${node}`,
      state: 'warning',
      says: `${countText(lines)} lines wait, ${bytesText(bytes)} of ${bytesText(limitBytes)}`,
      mend: 'They are not taken where they go: see the other checks. When the spool is full, the oldest lines are lost. logs.spoolBytes makes it larger.',
    }));
}

const manyText = (indexers: Kafka['indexers']): string => (indexers.length === 1 ? 'one indexer' : `${indexers.length} indexers`);

function joinedCheck({ kafka }: Pipeline): Check[] {
  return (kafka?.indexers ?? [])
    .filter(({ joined }) => joined === false)
    .map(({ node, instance }) => ({
      name: `Indexer on ${node} at ${instance}`,
      state: 'failed',
      says: 'is not in its group in Kafka, so it stores nothing',
      mend: 'It tries again by itself. Its lines (up/sonde.log of the data folder, or what ./sonde indexer writes) say why: Kafka is not reached, or does not take its user, password (kafka.passwordFile) or certificate (kafka.ca).',
    }));
}

/** What an indexer that is in its group has met no record of, it tells nothing of. */
function unknownLag({ indexers }: Kafka): Check {
  if (indexers.every(({ joined }) => joined === true))
    return { name: 'Kafka', state: 'info', says: `no record has come to ${manyText(indexers)} yet`, mend: '' };
  return {
    name: 'Kafka',
    state: 'warning',
    says: 'how many records wait is not known: no indexer tells',
    mend: 'Is an indexer running, and in its group in Kafka? Its lines are in up/sonde.log of the data folder, or where ./sonde indexer runs.',
  };
}

function lagCheck({ kafka }: Pipeline): Check[] {
  if (kafka === null) return [];
  const { lagRecords, lagSeconds, indexers } = kafka;
  if (lagRecords === null || lagSeconds === null) return [unknownLag(kafka)];
  const says = `${countText(lagRecords)} records wait for ${manyText(indexers)}`;
  if (lagSeconds < lateSeconds) return [{ name: 'Kafka', state: 'ok', says, mend: '' }];
  const pauses = indexers.reduce((sum, one) => sum + one.pauses, 0);
  const mend =
    pauses > 0
      ? 'Elasticsearch does not take them: see its check, and its own log.'
      : 'The indexers do not keep up: start more of them (./sonde indexer), up to the number of partitions.';
  return [{ name: 'Kafka', state: 'warning', says: `${says}; the oldest of them for ${Math.round(lagSeconds)} s`, mend }];
}

function deadCheck({ kafka, store }: Pipeline): Check[] {
  const inKafka = (kafka?.indexers ?? []).reduce((sum, one) => sum + one.dead, 0);
  if (inKafka + store.dead === 0) return [];
  const says = `${countText(inKafka + store.dead)} records in the last 15 minutes could not be stored in any form`;
  const places = [...(inKafka === 0 ? [] : ['the topic sonde-dead-letter, each with the reason in its headers']), ...(store.dead === 0 ? [] : [deadIndexes])];
  return [{ name: 'Dead letters', state: 'warning', says, mend: `They are kept in ${places.join(', and in ')}.` }];
}

const deadIndexes = 'the indexes sonde-dead-letter-* of Elasticsearch, each with its reason';

function rejectedCheck({ kafka, store }: Pipeline): Check[] {
  const rejected = (kafka?.indexers ?? []).reduce((sum, one) => sum + one.rejected, store.rejected);
  if (rejected === 0) return [];
  const says = `it asked for less ${countText(rejected)} times in the last 15 minutes`;
  return [{ name: 'Elasticsearch', state: 'info', says, mend: 'Nothing is lost by it. Often, or for long: its queues or its disk are full.' }];
}

function lostCheck({ kafka }: Pipeline): Check[] {
  const lost = (kafka?.indexers ?? []).reduce((sum, one) => sum + one.lost, 0);
  if (lost === 0) return [];
  const says = `${countText(lost)} records were lost in the last 15 minutes: Kafka let go of them before an indexer had read them`;
  const mend = 'Start more indexers, and let Kafka keep its topics for longer: their retention.ms and retention.bytes.';
  return [{ name: 'Lost in Kafka', state: 'failed', says, mend }];
}

/** What on the way needs to be mended. */
export function pipelineChecks(pipeline: Pipeline | null): Check[] {
  if (pipeline === null) return [];
  return [...spoolCheck(pipeline), ...joinedCheck(pipeline), ...lagCheck(pipeline), ...deadCheck(pipeline), ...lostCheck(pipeline), ...rejectedCheck(pipeline)];
}
