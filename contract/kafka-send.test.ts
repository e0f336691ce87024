import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkajs, { type KafkaJSProtocolError, type ProducerRecord } from 'kafkajs';
import { sender } from './kafka-send.ts';

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
