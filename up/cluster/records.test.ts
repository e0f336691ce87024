import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { upAccepts } from '../accepts.ts';
import { readArguments } from '../config/arguments.ts';
import { readSettings } from '../config/read.ts';
import { ConfigError } from '../config/settings.ts';
import { recordsOf } from './records.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sonde-records-'));
after(() => rmSync(scratch, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

const recordsWith = (...flags: string[]) => recordsOf(readSettings({ arguments: readArguments(flags, upAccepts), env: {}, file: undefined }), 'secret');
const kafka = ['--kafka', 'a:9092,b:9093'];
const elasticsearch = ['--elasticsearch', 'https://es.example:9200'];

const givenKafka = { brokers: ['a:9092', 'b:9093'], prefix: 'sonde', partitions: 6, replicas: -1 };
const givenElasticsearch = { url: 'https://es.example:9200', prefix: 'sonde', shards: 1, replicas: 1 };
const sasl = { mechanism: 'plain', username: 'sonde', password: 'secret' };
const startedKafka = { brokers: ['127.0.0.1:8405'], sasl, prefix: 'sonde', partitions: 6, replicas: 1 };
const startedElasticsearch = { url: 'http://127.0.0.1:8407', username: 'sonde', password: 'secret', prefix: 'sonde', shards: 1, replicas: 0 };

const nothing = { startsKafka: false, kafka: undefined, startsElasticsearch: false, elasticsearch: undefined };

test('without Kafka and Elasticsearch, records go to the server', () => {
  assert.deepEqual(recordsWith(), nothing);
});

test('Elasticsearch alone is written to by the server itself; Kafka alone is refused, as nobody would keep what is in it', () => {
  assert.deepEqual(recordsWith(...elasticsearch), { ...nothing, elasticsearch: givenElasticsearch });
  assert.throws(() => recordsWith(...kafka), /^Error: kafka\.brokers: .* needs elasticsearch\.url, .* or --cluster/);
});

test('where both are given, nothing is started', () => {
  assert.deepEqual(recordsWith(...kafka, ...elasticsearch), { ...nothing, kafka: givenKafka, elasticsearch: givenElasticsearch });
});

test('--cluster starts what is not given, with one replica of everything and a password', () => {
  const both = { startsKafka: true, kafka: startedKafka, startsElasticsearch: true, elasticsearch: startedElasticsearch };
  assert.deepEqual(recordsWith('--cluster'), both);
  assert.deepEqual(recordsWith('--cluster', ...kafka), { ...both, startsKafka: false, kafka: givenKafka });
  assert.deepEqual(recordsWith('--cluster', ...elasticsearch), { ...both, startsElasticsearch: false, elasticsearch: givenElasticsearch });
});

test('how Sonde signs in to what is given is read from files: a password is the first line', () => {
  const [password, ca] = [fileOf('password', 'pass word \nanother\n'), fileOf('ca.crt', 'PEM\n')];
  const { kafka: inKafka } = recordsWith(...kafka, ...elasticsearch, '--kafka.user', 'u', '--kafka.password-file', password, '--kafka.ca', ca);
  assert.deepEqual(inKafka, { ...givenKafka, tls: { ca: 'PEM\n' }, sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'pass word' } });
  const { elasticsearch: inElasticsearch } = recordsWith(...elasticsearch, '--elasticsearch.api-key-file', password, '--elasticsearch.ca', ca);
  assert.deepEqual(inElasticsearch, { ...givenElasticsearch, apiKey: 'pass word', ca: 'PEM\n' });
  assert.deepEqual(recordsWith(...kafka, ...elasticsearch, '--kafka.tls', 'on').kafka, { ...givenKafka, tls: {} });
});

test('a file that cannot be read is named with its setting', () => {
  const missing = join(scratch, 'missing');
  assert.throws(
    () => recordsWith('--cluster', ...kafka, '--kafka.ca', missing),
    (error) =>
      error instanceof ConfigError &&
      error.message === `kafka.ca: "${missing}" (flag --kafka.ca) cannot be read (ENOENT); allowed: the path of a file that can be read`,
  );
});

test('a password that is not in its file is no empty password', () => {
  const empty = fileOf('empty', ' \nsecret\n');
  for (const [flags, key] of [
    [['--kafka.user=u', `--kafka.password-file=${empty}`], 'kafka.passwordFile'],
    [['--elasticsearch.user=u', `--elasticsearch.password-file=${empty}`], 'elasticsearch.passwordFile'],
    [[`--elasticsearch.api-key-file=${empty}`], 'elasticsearch.apiKeyFile'],
  ] as const) {
    assert.throws(
      () => recordsWith(...kafka, ...elasticsearch, ...flags),
      (error) => error instanceof ConfigError && error.message.startsWith(`${key}: "${empty}" `) && error.message.includes('has nothing in its first line'),
    );
  }
});
