/**
 * How records travel through Kafka: a topic for each kind, a message for each record, with the identity that it is from as the key.
 * A log line is what it is in a batch (log-batch.ts); its headers name it, so that one which arrives twice is stored once.
 */
export const kafkaTopics = ['log', 'event', 'dead-letter'] as const;
export type KafkaTopic = (typeof kafkaTopics)[number];

export const topicOf = ({ prefix }: { readonly prefix: string }, topic: KafkaTopic): string => `${prefix}-${topic}`;
/** All indexers, which share the partitions. */
export const groupOf = ({ prefix }: { readonly prefix: string }): string => `${prefix}-indexer`;

export const logMessageHeaders = {
  agent: 'agent',
  spool: 'spool',
  /** Its number in the spool. */
  seq: 'seq',
  /** The ingest day, as of LogBatchName. */
  day: 'day',
  /** How many lines before it had to be dropped; absent: none. */
  lost: 'lost',
  /** Why, as of LogBatchName. */
  lostBy: 'lost-by',
} as const;

/** What a dead letter says beside its own headers. */
export const deadLetterHeaders = { reason: 'reason', topic: 'topic', partition: 'partition', offset: 'offset' } as const;
