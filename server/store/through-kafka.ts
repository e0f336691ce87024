import type { KafkaConfig } from '#contract/children.ts';
import { topicOf } from '#contract/kafka.ts';
import { kafkaClient, makeTopics } from '#contract/kafka-client.ts';
import { kafkaTrouble } from '#contract/kafka-error.ts';
import { producerOf, sender, sendHalved } from '#contract/kafka-send.ts';
import { type RecordStore, StoreError } from './store.ts';

/** Events are taken by Kafka; an indexer brings them to where they are asked for. Those that are known it tells apart. */
export function throughKafka(
  records: RecordStore & AsyncDisposable,
  config: KafkaConfig,
  { node, onTrouble }: { readonly node: string; readonly onTrouble: (trouble: string) => void },
): RecordStore & AsyncDisposable {
  const kafka = kafkaClient(config, { clientId: `sonde-server-${node}`, onTrouble });
  const producer = producerOf(kafka);
  const topic = topicOf(config, 'event');
  const send = sender(producer, onTrouble);
  let ready: Promise<void> | undefined;
  const prepare = async () => {
    await producer.connect();
    await makeTopics(kafka, config, ['event']);
  };
  const append: RecordStore['append'] = async (sent) => {
    try {
      ready ??= prepare();
      await ready;
      const messages = sent.map((record) => ({ key: record.identity || record.node, value: JSON.stringify(record) }));
      await sendHalved(
        messages,
        (some) => send({ topic, messages: [...some] }),
        (_, cause) => Promise.reject(cause),
      );
      return { stored: sent.length, known: 0 };
    } catch (cause) {
      ready = undefined;
      throw refusal(config, cause);
    }
  };
  return {
    ...records,
    append,
    [Symbol.asyncDispose]: async () => {
      await producer.disconnect();
      await records[Symbol.asyncDispose]();
    },
  };
}

function refusal(config: KafkaConfig, cause: unknown): StoreError {
  return new StoreError('away', `events are not taken: ${kafkaTrouble(config, cause)}`, { cause });
}
