import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { indexerJoined } from '#contract/indexer-metrics.ts';
import { freePort } from '../engines/free-port.ts';
import { until } from './children/readiness.ts';

/** `./sonde indexer`, whose Kafka is nowhere. */
async function lonely() {
  const port = await freePort();
  const flags = ['--kafka=sonde.invalid:9092', '--elasticsearch=http://sonde.invalid:9200', `--indexer.port=${port}`, '--node=n1'];
  const started = spawn('setpriv', ['--pdeathsig', 'KILL', '--', process.execPath, join(import.meta.dirname, 'indexer.ts'), ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [started.stdout, started.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const metrics = async () => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return { started, said: () => said, metrics, [Symbol.asyncDispose]: () => ended(started, 'SIGKILL') };
}

async function ended(process: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exit = once(process, 'exit');
  process.kill(signal);
  await exit;
}

const eventually = (what: () => Promise<void> | void): Promise<void> =>
  until(
    AbortSignal.timeout(60_000),
    () => {},
    async () => await what(),
  );

test('an indexer whose Kafka is not there says why, tries again and again in one process, and ends cleanly when it is asked to', {
  timeout: 180_000,
}, async () => {
  await using indexer = await lonely();
  const refusals = () => indexer.said().match(/ENOTFOUND sonde\.invalid[^\n]*another begins in \d+ ms/g)?.length ?? 0;
  await eventually(() => assert.ok(refusals() >= 2, indexer.said()));
  assert.match(await indexer.metrics(), new RegExp(`^${indexerJoined.name} 0$`, 'm'));
  assert.doesNotMatch(indexer.said(), /TimeoutNegativeWarning/);
  await ended(indexer.started, 'SIGTERM');
  assert.deepEqual([indexer.started.exitCode, indexer.started.signalCode], [0, null], indexer.said());
});

test('an indexer ends with who started it, also where that is killed', { timeout: 120_000 }, async () => {
  await using indexer = await lonely();
  await eventually(async () => void (await indexer.metrics()));
  await ended(indexer.started, 'SIGKILL');
  await eventually(async () => await assert.rejects(indexer.metrics()));
});
