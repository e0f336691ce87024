import assert from 'node:assert/strict';
import { test } from 'node:test';
import kafkajs from 'kafkajs';
import { isOfKafka, kafkaErrorType, kafkaTrouble } from './kafka-error.ts';

const { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } = kafkajs;
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

const retried = (error: Error) => new KafkaJSNumberOfRetriesExceeded(error, { retryCount: 3, retryTime: 1600 });
const at = { brokers: ['k1:9092', 'k2:9092'] };

test('what is wrong with Kafka is one line: where, why once however often kafkajs says it, and what to look at', () => {
  const unknown = new KafkaJSConnectionError('Connection error: getaddrinfo ENOTFOUND k1');
  const said = 'Kafka at k1:9092, k2:9092: getaddrinfo ENOTFOUND k1 (does it run there, and is kafka.brokers right?)';
  for (const error of [unknown, retried(unknown), retried(retried(unknown))]) assert.equal(kafkaTrouble(at, error), said);
  const unmade = new Error('Kafka does not let Sonde make its topics (Topic authorization failed); make them: sonde-log', { cause: unknown });
  assert.match(kafkaTrouble(at, unmade), /make them: sonde-log: getaddrinfo ENOTFOUND k1$/);
  assert.equal(kafkaTrouble(at, 'two\n  lines'), 'Kafka at k1:9092, k2:9092: two lines');
});

test('what to look at follows from what is said', () => {
  const troubles: readonly (readonly [Error, RegExp])[] = [
    [new KafkaJSConnectionError('SASL PLAIN authentication failed: Authentication failed: Invalid username or password'), /kafka\.passwordFile/],
    [new KafkaJSConnectionError('Connection error: self-signed certificate'), /kafka\.ca/],
    [new KafkaJSConnectionError("Connection error: Hostname/IP does not match certificate's altnames"), /kafka\.ca/],
    [new KafkaJSConnectionError('Connection error: connect ECONNREFUSED 127.0.0.1:9092'), /kafka\.brokers/],
    [new KafkaJSConnectionError('Connection timeout'), /kafka\.brokers/],
    [new KafkaJSConnectionError('Closed connection'), /kafka\.tls/],
    [new Error('Group authorization failed'), /docs\/cluster\.md/],
  ];
  for (const [error, form] of troubles) assert.match(kafkaTrouble(at, retried(error)), form);
});

test('what a program of ours does wrong while it speaks with Kafka is told apart: its stack is needed', () => {
  assert.equal(isOfKafka(retried(refusal)), true);
  assert.equal(isOfKafka(new Error('sending', { cause: refusal })), true);
  for (const error of [retried(new TypeError('x is not a function')), new Error('x'), 'x']) assert.equal(isOfKafka(error), false);
});
