import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readArguments } from './arguments.ts';
import { exampleYaml } from './example.ts';
import { keys } from './keys.ts';
import { readSettings } from './read.ts';

const nothing = readArguments([], { switches: [], options: [] });
const settingsOf = (text: string) => readSettings({ arguments: nothing, env: {}, file: { path: 'sonde.example.yaml', text } });

test('sonde.example.yaml says what the schema says (node up/config/example.ts writes it)', () => {
  assert.equal(readFileSync(join(import.meta.dirname, '../../sonde.example.yaml'), 'utf8'), exampleYaml());
});

test('the example holds the defaults and nothing else', () => {
  const example = settingsOf(exampleYaml());
  assert.deepEqual(example.config, settingsOf('{}').config);
  const written = keys.filter(({ path }) => example.originOf(path) !== 'default').map(({ path }) => path);
  assert.deepEqual(
    written,
    keys.filter((key) => key.default !== undefined).map(({ path }) => path),
  );
});

/** What a key, or any of its section, takes beside it. */
const besides: Readonly<Record<string, object>> = {
  tls: { cert: '/c', key: '/k' },
  alertmanager: { url: 'https://am.example' },
  'alertmanager.user': { passwordFile: '/p' },
  'alertmanager.passwordFile': { user: 'u' },
  kafka: { brokers: ['k:9092'] },
  'kafka.user': { passwordFile: '/p' },
  'kafka.passwordFile': { user: 'u' },
  elasticsearch: { url: 'https://es.example:9200' },
  'elasticsearch.user': { passwordFile: '/p' },
  'elasticsearch.passwordFile': { user: 'u' },
};

test('each key has words, and its commented example is one that is allowed', () => {
  for (const key of keys) {
    assert.ok(key.description.endsWith('.') && key.allowed !== '', key.path);
    if (key.default !== undefined) continue;
    const text = key.path.split('.').reduceRight<unknown>((below, name) => ({ [name]: below }), key.example);
    const [section = ''] = key.path.split('.');
    // Kafka needs it as well.
    const { elasticsearch } = besides;
    const more = { elasticsearch, [section]: { ...besides[key.path], ...besides[section], ...Object(Object(text)[section]) } };
    const whole = section === key.path ? text : more;
    assert.doesNotThrow(() => settingsOf(JSON.stringify(whole)), key.path);
  }
  assert.ok(parse(exampleYaml()));
});
