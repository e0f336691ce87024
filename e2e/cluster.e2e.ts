import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Logs } from '#contract/logs.ts';
import { routes } from '#contract/routes.ts';
import { engineUser } from '../engines/engine.ts';
import { freePort } from '../engines/free-port.ts';
import { Program } from './traffic/program.ts';
import { demoRoom } from './whole/demo-room.ts';
import { eventually } from './whole/eventually.ts';
import { killChild } from './whole/kill.ts';
import { numbersFound } from './whole/lines.ts';
import { familyOf, isAlive } from './whole/processes.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

const soonMs = 120_000;
const linesAtOnce = 100;

/** One more indexer, by the same words that its help has. */
function anotherIndexer(sonde: Sonde, { kafka, elasticsearch, metrics }: Record<'kafka' | 'elasticsearch' | 'metrics', number>): Program {
  const password = join(sonde.data, 'agent', 'engines.token');
  const flags = [
    `--kafka=127.0.0.1:${kafka}`,
    `--kafka.user=${engineUser}`,
    '--kafka.mechanism=plain',
    `--kafka.password-file=${password}`,
    `--elasticsearch=http://127.0.0.1:${elasticsearch}`,
    `--elasticsearch.user=${engineUser}`,
    `--elasticsearch.password-file=${password}`,
    `--indexer.port=${metrics}`,
    '--node=another',
  ];
  return new Program([process.execPath, join(import.meta.dirname, '..', 'up', 'indexer.ts'), ...flags]);
}

const indexersOf = async (sonde: Sonde) => (await sonde.get('/api/doctor', routes['GET /api/doctor'].reply)).pipeline?.kafka?.indexers ?? [];

test('up --cluster: what is written goes through its own Kafka into its own Elasticsearch, each line once though an indexer is killed; one elsewhere is told of; nothing is left', {
  timeout: 600_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-cluster-'));
  const file = join(folder, 'shop.log');
  writeFileSync(file, '');
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const ports = { kafka: await freePort(), elasticsearch: await freePort(), own: await freePort(), metrics: await freePort() };
  const listening = [`--kafka.port=${ports.kafka}`, `--elasticsearch.port=${ports.elasticsearch}`, `--indexer.port=${ports.own}`];
  const more = [`--indexer.elsewhere=127.0.0.1:${ports.metrics}`, `--logs=${file}`, '--scrape-interval-seconds=1'];
  let written = 0;
  const write = () => {
    const lines = Array.from({ length: linesAtOnce }, (_, at) => `INFO order ${written + at}\n`);
    appendFileSync(file, lines.join(''));
    written += linesAtOnce;
  };
  const allFound = (sonde: Sonde) =>
    eventually('every line, once', soonMs, async () =>
      assert.deepEqual(
        await numbersFound(sonde, file),
        Array.from({ length: written }, (_, at) => at),
      ),
    );

  await using _room = await demoRoom();
  await using sonde = await startSonde({ flags: ['--cluster', '--demo', ...listening, ...more] });
  write();
  await allFound(sonde);
  await eventually('a line of the demo', soonMs, async () => {
    const { records } = await sonde.get(`/api/logs?query=${encodeURIComponent('app=checkout.ts')}&limit=1`, Logs);
    assert.equal(records[0]?.identity, 'process:checkout.ts');
  });
  const { pipeline } = await sonde.get('/api/doctor', routes['GET /api/doctor'].reply);
  assert.equal(pipeline?.store.engine, 'elasticsearch');
  await eventually('the event of its own start', soonMs, async () => {
    const { records } = await sonde.get('/api/events?from=0', routes['GET /api/events'].reply);
    assert.ok(
      records.some(({ type }) => type === 'sonde.agent_up'),
      records.map(({ type }) => type).join(' '),
    );
  });

  await using other = anotherIndexer(sonde, ports);
  await eventually('both indexers in their group', soonMs, async () => {
    const joined = (await indexersOf(sonde)).filter((one) => one.joined === true).map(({ node }) => node);
    assert.equal(joined.length, 2, `${JSON.stringify(joined)}; ${other.stdout}${other.stderr}`);
  });
  write();
  await killChild(sonde, 'sonde-indexer');
  write();
  await allFound(sonde);
  assert.deepEqual(await other.stop(), { code: 0, signal: null });

  const family = familyOf(sonde.up.pid);
  assert.deepEqual(await sonde.stop(), { code: 0, signal: null });
  assert.deepEqual(
    family.filter(({ pid }) => isAlive(pid)).map(({ name }) => name),
    [],
  );
});
