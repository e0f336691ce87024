import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkajs from 'kafkajs';
import { kafkaErrorType } from './kafka-error.ts';

const { KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = kafkajs;
const type = 'UNKNOWN_TOPIC_OR_PARTITION';
const refusal = new KafkaJSProtocolError(Object.assign(new Error('This server does not host this topic-partition'), { type, code: 3, retriable: true }));

test('what a broker refuses has its type, however often kafkajs tried again', () => {
  assert.equal(kafkaErrorType(refusal), type);
  const tried = new KafkaJSNumberOfRetriesExceeded(refusal, { retryCount: 3, retryTime: 1600 });
  assert.equal(kafkaErrorType(tried), type);
  assert.equal(kafkaErrorType(new Error('sending', { cause: tried })), type);
});

test('what no broker said has none', () => {
  for (const error of [new Error('x'), new Error('x', { cause: 'y' }), 'x', undefined]) assert.equal(kafkaErrorType(error), undefined);
});
