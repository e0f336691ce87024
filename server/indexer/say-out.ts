import type { FastifyBaseLogger } from 'fastify';
import type { KafkaConfig } from '#contract/children.ts';
import { isOfKafka, kafkaTrouble } from '#contract/kafka-error.ts';

export interface SayOutOptions {
  readonly kafka: KafkaConfig;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
}

/** In one line what comes of Kafka, and what is done then; a mistake of this program with its stack. */
export function sayOut({ kafka, log }: SayOutOptions, error: unknown, then: string): void {
  if (isOfKafka(error)) log.error(`${kafkaTrouble(kafka, error)}; ${then}`);
  else log.error({ err: error }, then);
}
