import { promisify } from 'node:util';
import { constants, zstdCompressSync, zstdDecompress } from 'node:zlib';
import kafkajs, { type Admin, type KafkaConfig as ClientConfig, type Kafka, type LogEntry } from 'kafkajs';
import type { KafkaConfig } from './children.ts';
import { type KafkaTopic, kafkaTopics, topicOf } from './kafka.ts';
import { kafkaTrouble } from './kafka-error.ts';

/** The connection to Kafka of agent and indexer. */

const decompress = promisify(zstdDecompress);
/** As those in the spool are. */
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: 128 << 10 };

/** What a batch of messages may hold: a broker takes 1 MiB, compressed. */
const mostBytes = 256 << 20;

/**
 * Told how much comes, zstd takes less memory, which is half of what small batches cost; on another thread a batch would cost four times
 * as much, and it is done in a millisecond or two.
 */
export function compressed(bytes: Buffer): Buffer {
  return zstdCompressSync(bytes, { ...compression, pledgedSrcSize: bytes.length });
}

/** kafkajs knows gzip alone by itself. */
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: ({ buffer }: { readonly buffer: Buffer }) => Promise.resolve(compressed(buffer)),
  decompress: (buffer: Buffer) => decompress(buffer, { maxOutputLength: mostBytes }),
});

export interface KafkaOptions {
  /** How it is called in the log of the broker. */
  readonly clientId: string;
  /** What goes wrong, in words, as often as it does. */
  readonly onTrouble: (trouble: string) => void;
}

function secured({ tls, sasl }: KafkaConfig): Pick<ClientConfig, 'ssl' | 'sasl'> {
  return {
    ...(tls !== undefined && { ssl: tls.ca === undefined ? true : { ca: [tls.ca] } }),
    // The types have a shape for each mechanism, all of them alike.
    ...(sasl !== undefined && { sasl: sasl as ClientConfig['sasl'] & object }),
  };
}

export function kafkaClient(config: KafkaConfig, { clientId, onTrouble }: KafkaOptions): Kafka {
  return new kafkajs.Kafka({
    clientId,
    brokers: config.brokers,
    ...secured(config),
    connectionTimeout: 5000,
    authenticationTimeout: 5000,
    requestTimeout: 30_000,
    // Who sends or fetches tries again by itself, and says so.
    retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 5000 },
    logLevel: kafkajs.logLevel.ERROR,
    logCreator: () => (entry) => {
      const trouble = untold(config, entry);
      if (trouble !== undefined) onTrouble(trouble);
    },
  });
}

/** Those of kafkajs who log what they hand to whoever asked, as an error. */
const handsOn = /^(Admin|Broker|BrokerPool|Cluster|Connection|ConnectionPool|Consumer|Producer|SaslAuthenticator.*)$/;

/** What of its log nobody else tells: also that one of several brokers is away, where another answers. */
function untold({ brokers }: KafkaConfig, { namespace, log: { message, ...more } }: LogEntry): string | undefined {
  if (namespace === 'Connection' && brokers.length > 1 && typeof more.broker === 'string') return kafkaTrouble({ brokers: [more.broker] }, new Error(message));
  if (handsOn.test(namespace)) return undefined;
  return `Kafka at ${brokers.join(', ')}: ${[message, more.error].filter((part) => typeof part === 'string' && part !== '').join(': ')}`;
}

/** A connection of its own, as long as the work takes. */
export async function withAdmin<Result>(kafka: Kafka, work: (admin: Admin) => Promise<Result>): Promise<Result> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Makes those of the topics that are missing; where that is not allowed, the error says what to make. */
export async function makeTopics(kafka: Kafka, config: KafkaConfig, topics: readonly KafkaTopic[] = kafkaTopics): Promise<void> {
  await withAdmin(kafka, async (admin) => {
    const there = await admin.listTopics();
    const missing = topics.map((topic) => topicOf(config, topic)).filter((topic) => !there.includes(topic));
    if (missing.length > 0) await createTopics(admin, missing, config);
  });
}

/** What who makes them has to know. */
export function topicsInWords(topics: readonly string[], { partitions, replicas }: Pick<KafkaConfig, 'partitions' | 'replicas'>): string {
  const asBrokersHave = "the broker's default replication factor: kafka-topics.sh --create without --replication-factor";
  return `${topics.join(', ')} (${partitions} partitions, ${replicas < 0 ? asBrokersHave : `replication factor ${replicas}`})`;
}

async function createTopics(admin: Admin, topics: readonly string[], config: KafkaConfig): Promise<void> {
  const { partitions, replicas } = config;
  try {
    await admin.createTopics({
      topics: topics.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: replicas })),
      waitForLeaders: true,
    });
  } catch (cause) {
    throw new Error(`Kafka does not let Sonde make its topics${reasonIn(cause)}; make them: ${topicsInWords(topics, config)}`, { cause });
  }
}

/** Of one of the topics: the message itself says of none. */
function reasonIn(cause: unknown): string {
  const error = cause instanceof kafkajs.KafkaJSAggregateError ? cause.errors[0] : undefined;
  return error === undefined ? '' : ` (${error instanceof Error ? error.message : error})`;
}
