import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkajs, { type KafkaJSProtocolError, type ProducerRecord } from 'kafkajs';
import { type BrokersStandIn, brokersStandIn } from './fixtures/brokers-stand-in.ts';
import { kafkaClient } from './kafka-client.ts';
import { producerOf, sender } from './kafka-send.ts';

const { GZIP, ZSTD } = kafkajs.CompressionTypes;
const refusal = (type: string) => new kafkajs.KafkaJSProtocolError(Object.assign(new Error(type), { type, code: 1, retriable: false }));
const sent = { topic: 'sonde-log', messages: [{ value: 'x' }] };

/** What a broker that refuses some of it was sent by, and what was said of it. */
function refusing(refused: (compression: number | undefined) => KafkaJSProtocolError | undefined) {
  const [tried, troubles]: [(number | undefined)[], string[]] = [[], []];
  const send = ({ compression, acks, topic, messages }: ProducerRecord) => {
    assert.deepEqual({ acks, topic, messages }, { acks: -1, ...sent });
    tried.push(compression);
    const error = refused(compression);
    return error === undefined ? Promise.resolve([]) : Promise.reject(error);
  };
  return { tried, troubles, send: sender({ send }, (trouble) => troubles.push(trouble)) };
}

test('a broker that takes no zstd gets the same and all that follows by gzip, and that is said once', async () => {
  const { tried, troubles, send } = refusing((compression) => (compression === ZSTD ? refusal('UNSUPPORTED_COMPRESSION_TYPE') : undefined));
  await Promise.all([send(sent), send(sent)]);
  await send(sent);
  assert.deepEqual(tried, [ZSTD, ZSTD, GZIP, GZIP, GZIP]);
  assert.equal(troubles.length, 1);
  assert.match(troubles[0] ?? '', /zstd.*gzip/);
});

test('what is refused for another reason, or by gzip as well, is not sent again', async () => {
  const tooLarge = refusing(() => refusal('MESSAGE_TOO_LARGE'));
  await assert.rejects(tooLarge.send(sent), /MESSAGE_TOO_LARGE/);
  assert.deepEqual([tooLarge.tried, tooLarge.troubles], [[ZSTD], []]);
  const neither = refusing(() => refusal('UNSUPPORTED_COMPRESSION_TYPE'));
  for (const tried of [
    [ZSTD, GZIP],
    [ZSTD, GZIP, GZIP],
  ]) {
    await assert.rejects(neither.send(sent), /UNSUPPORTED_COMPRESSION_TYPE/);
    assert.deepEqual(neither.tried, tried);
  }
});

test('what is for a partition that moves, while it is sent, to a broker that has taken other messages already, is taken by that one', async () => {
  let isAsked = false;
  await using brokers: BrokersStandIn = await brokersStandIn((broker) => {
    if (broker !== 1) return;
    isAsked = true;
    brokers.leaders.set(1, 0);
  });
  const config = { brokers: brokers.addresses, prefix: 'sonde', partitions: 2, replicas: 2 };
  const producer = producerOf(kafkaClient(config, { clientId: 'test', onTrouble: () => {} }));
  await producer.connect();
  const messages = [0, 1].map((partition) => ({ partition, value: `message of ${partition}` }));
  await sender(producer, () => {})({ topic: 'sonde-log', messages });
  await producer.disconnect();
  assert.ok(isAsked);
  for (const { partition, value } of messages) assert.ok(brokers.taken.some(([to, text]) => to === partition && text.includes(value)));
});

test('what kafkajs itself has tried several times, as to reach a broker, is not tried again', async () => {
  const error = new kafkajs.KafkaJSNumberOfRetriesExceeded('Connection timeout', { retryCount: 3, retryTime: 200 });
  let asked = 0;
  const send = () => {
    asked += 1;
    return Promise.reject(error);
  };
  await assert.rejects(sender({ send }, () => {})(sent), error);
  assert.equal(asked, 1);
});
