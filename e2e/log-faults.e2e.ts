import assert from 'node:assert/strict';
import test from 'node:test';
import { faultLoop, proofOf } from './logs/fault-loop.ts';
import { Pair } from './logs/pair.ts';
import { seeded } from './logs/random.ts';
import { Writer } from './logs/writer.ts';
import { eventually } from './whole/eventually.ts';

const faults = Number(process.env.SONDE_LOG_FAULTS ?? 40);
const soonMs = 60_000;
const seed = Number(process.env.SONDE_LOG_SEED ?? 20_261);

test(`after ${faults} faults every line that was written is there, each once (seed ${seed})`, { timeout: 600_000 }, async (t) => {
  const happened: string[] = [];
  const { written, found, lost, missing, strange } = await faultLoop({ faults, seed, onFault: (name) => happened.push(name) });
  t.diagnostic(
    `${written} lines were written while ${[...Map.groupBy(happened, (name) => name)].map(([name, times]) => `${name} (${times.length})`).join(', ')}`,
  );
  assert.deepEqual({ missing, strange, lost }, { missing: [], strange: [], lost: 0 });
  assert.equal(found, written);
});

test('what a full spool has to drop while the server is away is counted, line by line', { timeout: 120_000 }, async (t) => {
  await using pair = await Pair.start({ spoolBytes: 64 << 10 });
  const writers = Array.from({ length: 4 }, (_, number) => new Writer(pair.logs, number, seeded(seed + number)));
  const write = (lines: number) => {
    for (const writer of writers) writer.write(lines);
  };
  write(100);
  await eventually('they are in the store', soonMs, async () => assert.equal((await pair.histogram({ from: '0', buckets: '1' })).total, 400));
  await pair.server.end('SIGKILL');
  for (let rounds = 0; rounds < 5; rounds += 1) write(2000);
  await eventually('all of it was read', soonMs, async () => assert.ok((await pair.linesRead()) >= 40_000));
  // Of what is gone already, the one who comes after it has to know.
  await pair.reader.end('SIGKILL');
  await pair.reader.start();
  write(100);
  await pair.startServer();
  const { written, found, lost, strange } = await proofOf(
    pair,
    writers.map(({ written }) => written),
  );
  t.diagnostic(`${lost} of ${written} lines were dropped`);
  assert.ok(lost > 0);
  assert.deepEqual({ strange, explained: found + lost }, { strange: [], explained: written });
});
