import type { FastifyBaseLogger } from 'fastify';
import type { Batch, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { IndexerConfig } from '#contract/children.ts';
import { groupOf, topicOf } from '#contract/kafka.ts';
import { kafkaClient, makeTopics } from '#contract/kafka-client.ts';
import { kafkaTrouble } from '#contract/kafka-error.ts';
import { producerOf, sender } from '#contract/kafka-send.ts';
import { bulk } from '../store/elasticsearch/bulk.ts';
import { type Elasticsearch, elasticsearch } from '../store/elasticsearch/client.ts';
import { appendEach } from '../store/elasticsearch/event-append.ts';
import { prepared } from '../store/elasticsearch/prepared.ts';
import { StoreError } from '../store/store.ts';
import { bury } from './dead-letters.ts';
import { indexEvents } from './event-batch.ts';
import { type Indexed, indexBatch } from './index-batch.ts';
import type { IndexerMetrics } from './indexer-metrics.ts';
import { type LetGo, letGo } from './let-go.ts';
import { decodeLog } from './log-message.ts';
import { sayOut } from './say-out.ts';

/** Without a word for so long, others take over the partitions. */
const sessionTimeoutMs = 10_000;
const heartbeatMs = 2000;
/** Elasticsearch is asked again after this long; Kafka keeps what comes meanwhile. */
const pauseMs = { first: 500, most: 15_000 };
const partitionsAtOnce = 3;
/** Lines compress to a tenth, and each becomes a dozen objects: who is behind would need a gigabyte for 16 MiB. */
const fetchBytes = { ofPartition: 256 << 10, atOnce: 1 << 20 };

export interface IndexerOptions {
  readonly config: IndexerConfig;
  readonly metrics: IndexerMetrics;
  readonly log: FastifyBaseLogger;
}

export interface Indexer {
  /** Resolves once it has joined the group. */
  run(): Promise<void>;
  /** Rejects with why, where it has left the group and does not join it again: another has to take its place. */
  readonly left: Promise<never>;
  close(): Promise<void>;
}

/** Takes what is in Kafka to Elasticsearch. What is stored is known there by its id, so that what comes twice is stored once. */
export function indexer({ config, metrics, log }: IndexerOptions): Indexer {
  const kafka = kafkaClient(config.kafka, { clientId: `sonde-indexer-${config.node}`, onTrouble: (trouble) => log.warn(trouble) });
  const server = elasticsearch(config.elasticsearch);
  const producer = producerOf(kafka);
  const sendLetters = sender(producer, (trouble) => log.warn(trouble));
  const consumer = consumerOf(kafka, config, metrics);
  const ready = prepared(server, config.elasticsearch);
  const handlers = handlersOf(server, { config, metrics });
  const gone = goneOf(kafka, [...handlers.keys()], { config, metrics, log });
  const { joined, left } = membershipOf(consumer, { config, metrics, log });
  consumer.on(consumer.events.GROUP_JOIN, () => void gone.ask());

  const index = async (batch: EachBatchPayload['batch']): Promise<void> => {
    const handle = handlers.get(batch.topic);
    if (handle === undefined) return;
    await ready();
    const { stored, known, poisons } = await handle(batch);
    await bury(sendLetters, topicOf(config.kafka, 'dead-letter'), batch, poisons);
    metrics.documents.inc({ outcome: 'stored' }, stored);
    metrics.documents.inc({ outcome: 'known' }, known);
    metrics.documents.inc({ outcome: 'dead' }, poisons.length);
    if (poisons.length > 0) log.warn({ reason: poisons[0]?.reason }, `${poisons.length} messages of ${batch.topic} went to the dead letters`);
  };

  let failures = 0;
  /** Nothing of the batch counts as read: it comes again after a while. */
  const wait = ({ batch, pause }: EachBatchPayload, error: StoreError) => {
    failures += 1;
    const ms = Math.min(pauseMs.most, pauseMs.first * 2 ** (failures - 1));
    log.warn(`partition ${batch.partition} of ${batch.topic} waits ${ms} ms: ${error.message}`);
    metrics.pauses.inc();
    setTimeout(pause(), ms).unref();
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, isRunning, isStale } = payload;
    if (!isRunning() || isStale()) return;
    metrics.seen(batch);
    try {
      await beating(payload, async () => {
        await index(batch);
        await gone.countBefore(batch);
      });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      wait(payload, error);
      return;
    }
    failures = 0;
    resolveOffset(batch.lastOffset());
    metrics.progress(batch);
  };

  return {
    async run() {
      await producer.connect();
      await makeTopics(kafka, config.kafka);
      await gone.ask();
      await consumer.connect();
      await consumer.subscribe({ topics: [...handlers.keys()], fromBeginning: true });
      await consumer.run({ eachBatchAutoResolve: false, partitionsConsumedConcurrently: partitionsAtOnce, eachBatch });
      // Where it crashes while it joins, the consumer counts as running.
      await Promise.race([joined, left]);
    },
    left,
    async close() {
      await consumer.disconnect();
      await Promise.all([producer.disconnect(), server.close()]);
    },
  };
}

function consumerOf(kafka: Kafka, config: IndexerConfig, metrics: IndexerMetrics): Consumer {
  const consumer = kafka.consumer({
    groupId: groupOf(config.kafka),
    sessionTimeout: sessionTimeoutMs,
    rebalanceTimeout: 2 * sessionTimeoutMs,
    heartbeatInterval: heartbeatMs,
    maxWaitTimeInMs: 500,
    maxBytesPerPartition: fetchBytes.ofPartition,
    maxBytes: fetchBytes.atOnce,
    allowAutoTopicCreation: false,
    retry: { retries: 5, initialRetryTime: 300, restartOnFailure: () => Promise.resolve(true) },
  });
  consumer.on(consumer.events.CRASH, metrics.left);
  return consumer;
}

/** What is done with a batch of each topic. */
function handlersOf(
  server: Elasticsearch,
  { config, metrics }: Pick<IndexerOptions, 'config' | 'metrics'>,
): ReadonlyMap<string, (batch: Batch) => Promise<Indexed>> {
  const options = { config: config.elasticsearch, onAnswer: () => metrics.requests.inc(), onBackOff: () => metrics.backOffs.inc() };
  const write = bulk(server, options);
  return new Map([
    [topicOf(config.kafka, 'log'), (batch: Batch) => indexBatch(batch, decodeLog, write)],
    [topicOf(config.kafka, 'event'), (batch: Batch) => indexEvents(batch, (records) => appendEach(server, options, records))],
  ]);
}

function goneOf(kafka: Kafka, topics: readonly string[], { config, metrics, log }: IndexerOptions): LetGo {
  return letGo(kafka, {
    groupId: groupOf(config.kafka),
    topics,
    onLost({ topic, partition }, count) {
      metrics.documents.inc({ outcome: 'lost' }, count);
      log.error(`${count} messages of partition ${partition} of ${topic} are lost: Kafka let go of them before they were read`);
    },
    onTrouble: (error) =>
      log.warn(`${kafkaTrouble(config.kafka, error)}; it does not tell how far the group is: whether messages went before they were read is not known`),
  });
}

interface Membership {
  readonly joined: Promise<void>;
  readonly left: Promise<never>;
}

function membershipOf(consumer: Consumer, { config: { kafka }, metrics, log }: IndexerOptions): Membership {
  const joined = Promise.withResolvers<void>();
  const left = Promise.withResolvers<never>();
  // It may leave before anybody asks.
  left.promise.catch(() => {});
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    metrics.assigned(payload.memberAssignment);
    joined.resolve();
  });
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    if (restart) sayOut({ kafka, log }, error, 'the group was left, and is joined again');
    // kafkajs does not come back from what it does not take for passing: a right that was taken away, an error of this program.
    else left.reject(error);
  });
  return { joined: joined.promise, left: left.promise };
}

/** Says that it is alive while it works; that the group is being shared out anew is told when the work is done. */
async function beating({ heartbeat }: EachBatchPayload, work: () => Promise<void>): Promise<void> {
  let refusal: unknown;
  const beat = setInterval(() => {
    heartbeat().catch((error: unknown) => {
      refusal = error;
    });
  }, heartbeatMs);
  try {
    await work();
  } finally {
    clearInterval(beat);
  }
  if (refusal !== undefined) throw refusal;
}
