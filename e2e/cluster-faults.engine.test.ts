import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { IndexerConfig } from '#contract/children.ts';
import { engineUser } from '../engines/engine.ts';
import type { RunningEngine } from '../engines/running.ts';
import { sharedElasticsearch, sharedKafka } from '../engines/shared.ts';
import { Child } from './logs/child.ts';
import { proofOf } from './logs/fault-loop.ts';
import { Pair } from './logs/pair.ts';
import { seeded } from './logs/random.ts';
import { Writer } from './logs/writer.ts';

const faults = Number(process.env.SONDE_LOG_FAULTS ?? 16);
const seed = Number(process.env.SONDE_LOG_SEED ?? 20_261);
const writers = 20;
/** Of the servers: each takes seconds to be back. */
const mostOfEach = Math.max(2, Math.floor(faults / 10));

interface Pipeline {
  readonly pair: Pair;
  readonly indexers: readonly Child[];
  readonly engines: readonly RunningEngine[];
}

async function stopAWhile(pid: number, ms: number): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await delay(ms);
  process.kill(pid, 'SIGCONT');
}

async function again(child: Child, signal: NodeJS.Signals): Promise<void> {
  await child.end(signal);
  await child.start();
}

/** The group waits some seconds for one that was killed; nobody else has to. One that is killed again meanwhile never gets ready. */
async function againInGroup(indexer: Child, signal: NodeJS.Signals): Promise<void> {
  await indexer.end(signal);
  indexer.start().catch(() => undefined);
}

function chosen<T>(from: readonly T[], random: () => number): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to choose from');
  return one;
}

/** Things that go wrong; each is over, and mended, when it resolves. */
function faultsOf({ pair, indexers, engines }: Pipeline, random: () => number): () => Promise<void> {
  const left = new Map(engines.map((engine) => [engine, mostOfEach]));
  const engineFault = async () => {
    const engine = chosen(engines, random);
    const times = left.get(engine) ?? 0;
    left.set(engine, times - 1);
    if (times <= 0) return;
    if (random() < 0.5) {
      await engine.kill();
      await engine.start();
    } else await stopAWhile(await engine.pid(), 3000);
  };
  return async () => {
    const kind = random();
    if (kind < 0.25) await again(pair.reader, 'SIGKILL');
    else if (kind < 0.35) await pair.server.end('SIGKILL').then(() => pair.startServer());
    else if (kind < 0.55) await againInGroup(chosen(indexers, random), 'SIGKILL');
    else if (kind < 0.65) await againInGroup(chosen(indexers, random), 'SIGTERM');
    else if (kind < 0.8) await stopAWhile(chosen([pair.reader, ...indexers], random).pid, 1000);
    else await engineFault();
  };
}

test(`after ${faults} faults of every process on the way, every line is there, each once (seed ${seed})`, { timeout: 900_000 }, async () => {
  const [kafka, elasticsearch] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
  const prefix = `sonde-${randomBytes(4).toString('hex')}`;
  const config: IndexerConfig = {
    node: 'test',
    version: '0',
    listen: { host: '127.0.0.1', port: 0 },
    scrapeToken: '',
    kafka: { brokers: [kafka.address], sasl: { mechanism: 'plain', username: engineUser, password: kafka.password }, prefix, partitions: 6, replicas: 1 },
    elasticsearch: { url: `http://${elasticsearch.address}`, username: engineUser, password: elasticsearch.password, prefix, shards: 1, replicas: 0 },
  };
  await using pair = await Pair.start(config);
  const indexers = [0, 1].map(() => new Child('server/indexer/main.ts', config));
  await using _indexers = {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(indexers.map((indexer) => indexer.end('SIGKILL')));
    },
  };
  await Promise.all(indexers.map((indexer) => indexer.start()));
  const random = seeded(seed);
  const all = Array.from({ length: writers }, (_, number) => new Writer(pair.logs, number, random));
  const writing = setInterval(() => {
    for (const writer of all) if (random() < 0.5) writer.write(1 + Math.floor(random() * 20));
  }, 50);
  const choices = seeded(seed + 1);
  const fault = faultsOf({ pair, indexers, engines: [kafka, elasticsearch] }, choices);
  try {
    for (let done = 0; done < faults; done += 1) {
      await delay(100 + choices() * 400);
      await fault();
    }
  } finally {
    clearInterval(writing);
  }
  const { found, lost, missing, strange } = await proofOf(
    pair,
    all.map((writer) => writer.written),
  );
  assert.deepEqual({ missing, strange, lost }, { missing: [], strange: [], lost: 0 });
  assert.equal(
    found,
    all.reduce((sum, writer) => sum + writer.written, 0),
  );
});
