import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFor } from '../engines/cluster-config.ts';
import { sharedElasticsearch, sharedKafka } from '../engines/shared.ts';
import { Child } from './logs/child.ts';
import { Pair } from './logs/pair.ts';
import { eventually } from './whole/eventually.ts';

const spoolBytes = 400_000;
/** More than the spool holds, however well it is compressed. */
const linesAtOnce = 1000;
const rounds = 4;

test('a broker that is away for longer than the spool holds, and an agent that is killed meanwhile: what is missing is counted, to the line', {
  timeout: 180_000,
}, async () => {
  const [kafka, elasticsearch] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
  const config = configFor(kafka, elasticsearch);
  await using pair = await Pair.start({ ...config, spoolBytes });
  const indexer = new Child('server/indexer/main.ts', config);
  await indexer.start();
  await using _ended = { [Symbol.asyncDispose]: () => indexer.end('SIGKILL') };
  let written = 0;
  const write = async (count: number) => {
    const before = await pair.linesRead();
    const lines = Array.from({ length: count }, (_, n) => `line ${written + n} ${randomBytes(150).toString('base64')}\n`);
    appendFileSync(join(pair.logs, 'app.log'), lines.join(''));
    written += count;
    await eventually('what was written to be read', 30_000, async () => assert.equal((await pair.linesRead()) - before, count));
  };
  const counted = async () => {
    const { total, lost } = await pair.histogram({ from: '0', buckets: '1' });
    return { total, lost };
  };
  const allCounted = () =>
    eventually('every line to be there or counted', 60_000, async () => {
      const { total, lost } = await counted();
      assert.equal(total + lost, written);
    });
  await write(100);
  await allCounted();
  await kafka.kill();
  try {
    for (let round = 0; round < rounds; round += 1) await write(linesAtOnce);
    await pair.reader.end('SIGKILL');
    await pair.reader.start();
    await write(linesAtOnce);
  } finally {
    await kafka.start();
  }
  await allCounted();
  const { total, lost } = await counted();
  assert.ok(lost > linesAtOnce, `${lost} lost`);
  const found = new Set((await pair.all({ from: '0' })).map(({ message }) => Number(message.split(' ')[1])));
  assert.deepEqual({ found: found.size, lost }, { found: total, lost: written - found.size });
});
