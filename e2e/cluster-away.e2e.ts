import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { routes } from '#contract/routes.ts';
import { freePort } from '../engines/free-port.ts';
import { eventually } from './whole/eventually.ts';
import { familyOf } from './whole/processes.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

const soonMs = 120_000;
const written = 500;

const indexersOf = (sonde: Sonde) => familyOf(sonde.up.pid).flatMap(({ name, pid }) => (name === 'sonde-indexer' ? [pid] : []));

test('up whose Kafka and Elasticsearch are nowhere is ready all the same: lines wait in the spool, the doctor says why, and nothing ends', {
  timeout: 300_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sonde-cluster-away-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'shop.log');
  writeFileSync(file, '');
  const nowhere = ['--kafka=sonde.invalid:9092', '--elasticsearch=http://sonde.invalid:9200', `--indexer.port=${await freePort()}`];
  await using sonde = await startSonde({ flags: [...nowhere, `--logs=${file}`, '--scrape-interval-seconds=1'] });
  const said = () => `${sonde.up.stdout}${sonde.up.stderr}`;
  const indexers = await eventually('the indexer', soonMs, () => {
    const found = indexersOf(sonde);
    assert.equal(found.length, 1);
    return found;
  });
  appendFileSync(file, Array.from({ length: written }, (_, at) => `INFO order ${at}\n`).join(''));

  await eventually('what is wrong to be told', soonMs, async () => {
    const { pipeline, checks } = await sonde.get('/api/doctor', routes['GET /api/doctor'].reply);
    const waiting = pipeline?.spools.reduce((sum, { lines }) => sum + lines, 0) ?? 0;
    assert.ok(waiting >= written, `${waiting} lines wait`);
    assert.deepEqual(
      pipeline?.kafka?.indexers.map(({ joined }) => joined),
      [false],
    );
    const stateOf = (name: RegExp) => checks.find((check) => name.test(check.name))?.state;
    assert.deepEqual([stateOf(/^Indexer on /), stateOf(/^Log store$/)], ['failed', 'failed']);
    assert.match(checks.find(({ name }) => name === 'Log store')?.says ?? '', /ENOTFOUND sonde\.invalid/);
  });
  await eventually('it to be tried again', soonMs, () => assert.ok((said().match(/another begins in/g)?.length ?? 0) >= 3, said()));
  await eventually('each of them to say why', soonMs, () => {
    assert.match(said(), /^indexer: Kafka at sonde\.invalid:9092: getaddrinfo ENOTFOUND sonde\.invalid \(.*kafka\.brokers right\?\); .*another begins in/m);
    assert.match(said(), /^server: what became of alerts waits .*: events are not taken: Kafka at sonde\.invalid:9092: getaddrinfo ENOTFOUND/m);
    assert.match(said(), /^logs: lines do not reach Kafka: Kafka at sonde\.invalid:9092: /m);
  });
  // Each in one line, which says it once and without a stack.
  for (const line of said().split('\n')) assert.doesNotMatch(line, /ENOTFOUND.*ENOTFOUND|"stack"|alerts could not be asked for/);
  assert.deepEqual(indexersOf(sonde), indexers);
  assert.deepEqual(await sonde.stop(), { code: 0, signal: null });
});
