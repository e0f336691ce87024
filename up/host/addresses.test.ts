import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../config/arguments.ts';
import { readSettings } from '../config/read.ts';
import { addressesOf, authorityOf } from './addresses.ts';

const given = (...flags: string[]) =>
  addressesOf(readSettings({ arguments: readArguments(flags, { switches: [], options: [] }), env: {}, file: undefined }).config);
const tls = ['--tls.cert=/c', '--tls.key=/k', '--console.hosts=sonde.example,other.example'];

test('on loopback the address itself is what a person opens', () => {
  const { console, api, agent, prometheus, consoleHosts } = given();
  assert.deepEqual([console, api, agent, prometheus], ['http://127.0.0.1:8400', 'http://127.0.0.1:8400', 'http://127.0.0.1:8401', 'http://127.0.0.1:8402']);
  assert.deepEqual(consoleHosts, ['127.0.0.1', 'localhost']);
  assert.equal(given('--listen=::1').console, 'http://[::1]:8400');
});

test('with names and a certificate, a person opens the first name and our own processes the address', () => {
  const { console, api, consoleHosts } = given('--listen=0.0.0.0', ...tls);
  assert.deepEqual([console, api], ['https://sonde.example:8400', 'https://127.0.0.1:8400']);
  assert.deepEqual(consoleHosts, ['sonde.example', 'other.example', '127.0.0.1']);
});

test('a scrape target keeps its port, also the one that its scheme implies', () => {
  assert.equal(authorityOf(given('--port=443', ...tls).api), '127.0.0.1:443');
  assert.equal(authorityOf(given('--agent.listen=::1').agent), '[::1]:8401');
});

test('a Prometheus of one’s own is asked where it is', () => {
  assert.equal(given('--prometheus.url=http://prom.example:9090/base/').prometheus, 'http://prom.example:9090/base');
});
