import type { Check, Pipeline } from '#contract/doctor.ts';
import { indexerLagRecords, indexerLagSeconds, indexerPauses, indexerRecords } from '#contract/indexer-metrics.ts';
import { logSpoolBytes, logSpoolLimit, logUndelivered } from '#contract/log-metrics.ts';
import { bytesText, countText } from '../quantities.ts';
import type { LogStore } from '../store/logs/log-store.ts';
import type { Prometheus, Sample } from '../store/prometheus.ts';

export type StoreEngine = Pipeline['store']['engine'];

const nodeOf = ({ labels }: Sample): string => labels.node ?? '';
const instanceOf = ({ labels }: Sample): string => labels.instance ?? '';
const whole = (value: number | undefined): number => Math.max(0, Math.round(value ?? 0));

/** The way of lines, as its processes tell it; null where none reads any, or Prometheus does not answer. */
export async function pipelineOf(prometheus: Prometheus, logs: LogStore, engine: StoreEngine): Promise<Pipeline | null> {
  const ask = (query: string) => prometheus.instant(query, Date.now());
  try {
    const [lines, bytes, limits, lag, ages, stored, dead, pauses] = await Promise.all(
      [
        logUndelivered.name,
        logSpoolBytes.name,
        logSpoolLimit.name,
        `sum(${indexerLagRecords.name})`,
        `max(${indexerLagSeconds.name})`,
        `sum by (node, instance) (rate(${indexerRecords.name}{outcome="stored"}[1m]))`,
        `sum by (node, instance) (increase(${indexerRecords.name}{outcome="dead"}[15m]))`,
        `sum by (node, instance) (increase(${indexerPauses.name}[15m]))`,
      ].map(ask),
    );
    if (lines === undefined || lines.length === 0) return null;
    const at = (samples: readonly Sample[] | undefined, like: Sample) =>
      samples?.find((one) => nodeOf(one) === nodeOf(like) && instanceOf(one) === instanceOf(like))?.value;
    const indexers = (stored ?? []).map((one) => ({
      node: nodeOf(one),
      instance: instanceOf(one),
      storedPerSecond: one.value,
      dead: whole(at(dead, one)),
      pauses: whole(at(pauses, one)),
    }));
    const kept = await logs.state().catch(() => undefined);
    return {
      spools: lines.map((one) => ({ node: nodeOf(one), lines: whole(one.value), bytes: whole(at(bytes, one)), limitBytes: whole(at(limits, one)) })),
      kafka: indexers.length === 0 ? null : { lagRecords: whole(lag?.[0]?.value), lagSeconds: ages?.[0]?.value ?? 0, indexers },
      store: { engine, lines: kept?.lines ?? null, bytes: kept?.bytes ?? null },
    };
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

function lagCheck({ kafka }: Pipeline): Check[] {
  if (kafka === null) return [];
  const { lagRecords, lagSeconds, indexers } = kafka;
  const many = indexers.length === 1 ? 'one indexer' : `${indexers.length} indexers`;
  if (lagSeconds < lateSeconds) return [{ name: 'Kafka', state: 'ok', says: `${countText(lagRecords)} records wait for ${many}`, mend: '' }];
  const pauses = indexers.reduce((sum, one) => sum + one.pauses, 0);
  const mend =
    pauses > 0
      ? 'Elasticsearch does not take them: see its check, and its own log.'
      : 'The indexers do not keep up: start more of them (./sonde indexer), up to the number of partitions.';
  return [
    { name: 'Kafka', state: 'warning', says: `${countText(lagRecords)} records wait for ${many}; what is stored is ${Math.round(lagSeconds)} s old`, mend },
  ];
}

function deadCheck({ kafka }: Pipeline): Check[] {
  const dead = (kafka?.indexers ?? []).reduce((sum, one) => sum + one.dead, 0);
  if (dead === 0) return [];
  const says = `${countText(dead)} records in the last 15 minutes could not be stored in any form`;
  return [{ name: 'Dead letters', state: 'warning', says, mend: 'They are kept in the topic sonde-dead-letter, each with the reason in its headers.' }];
}

/** What on the way needs to be mended. */
export function pipelineChecks(pipeline: Pipeline | null): Check[] {
  return pipeline === null ? [] : [...spoolCheck(pipeline), ...lagCheck(pipeline), ...deadCheck(pipeline)];
}
