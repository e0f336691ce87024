import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { freePort } from '../engines/free-port.ts';
import { type RunningEngine, runningElasticsearch, runningKafka } from '../engines/running.ts';
import { eventually } from './whole/eventually.ts';
import { numbersFound } from './whole/lines.ts';
import { familyOf, isAlive } from './whole/processes.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

const soonMs = 120_000;
const written = 500;

/** Which of the two servers run among these processes. */
function enginesIn(family: readonly { readonly pid: number }[]): string[] {
  const commands = family.map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  return ['kafka', 'elasticsearch'].filter((name) => commands.some((command) => command.includes(`engines/${name}/`)));
}

/** `up --cluster` that is given one of the two: it starts the other, and what is written comes through both. */
async function mixed(t: TestContext, given: RunningEngine, { flags, starts }: { readonly flags: readonly string[]; readonly starts: string }): Promise<void> {
  const file = join(scratch(t), 'shop.log');
  writeFileSync(file, '');
  const listening = [`--kafka.port=${await freePort()}`, `--elasticsearch.port=${await freePort()}`, `--indexer.port=${await freePort()}`];
  await using sonde: Sonde = await startSonde({ flags: ['--cluster', ...flags, ...listening, `--logs=${file}`, '--scrape-interval-seconds=1'] });
  const family = familyOf(sonde.up.pid);
  assert.deepEqual(enginesIn(family), [starts]);
  appendFileSync(file, Array.from({ length: written }, (_, at) => `INFO order ${at}\n`).join(''));
  await eventually('every line, once', soonMs, async () =>
    assert.deepEqual(
      await numbersFound(sonde, file),
      Array.from({ length: written }, (_, at) => at),
    ),
  );
  await eventually('nothing to wait in Kafka', soonMs, async () => {
    const { pipeline } = await sonde.get('/api/doctor', routes['GET /api/doctor'].reply);
    assert.deepEqual(
      pipeline?.kafka?.indexers.map(({ joined, dead }) => [joined, dead]),
      [[true, 0]],
    );
    assert.deepEqual([pipeline?.kafka?.lagRecords, pipeline?.store.engine], [0, 'elasticsearch']);
  });
  assert.deepEqual(await sonde.stop(), { code: 0, signal: null });
  assert.deepEqual(
    family.filter(({ pid }) => isAlive(pid)).map(({ name }) => name),
    [],
  );
  assert.ok(isAlive(await given.pid()), 'what was given goes on');
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-mixed-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function fileOf(t: TestContext, text: string): string {
  const path = join(scratch(t), 'secret');
  writeFileSync(path, text);
  return path;
}

test('up --cluster --kafka: lines go encrypted through the Kafka that it is given into the Elasticsearch that it starts, each once', {
  timeout: 600_000,
}, async (t) => {
  await using kafka = await runningKafka();
  const { address, ca, users } = kafka.secured;
  const secrets = [`--kafka.ca=${fileOf(t, ca)}`, `--kafka.password-file=${fileOf(t, users[kafka.user])}`];
  await mixed(t, kafka, { flags: [`--kafka=${address}`, `--kafka.user=${kafka.user}`, ...secrets], starts: 'elasticsearch' });
});

test('up --cluster --elasticsearch: lines go through the Kafka that it starts into the Elasticsearch that it is given, each once', {
  timeout: 600_000,
}, async (t) => {
  await using elasticsearch = await runningElasticsearch();
  const { address, user, password } = elasticsearch;
  const secret = `--elasticsearch.password-file=${fileOf(t, password)}`;
  await mixed(t, elasticsearch, { flags: [`--elasticsearch=http://${address}`, `--elasticsearch.user=${user}`, secret], starts: 'kafka' });
});
