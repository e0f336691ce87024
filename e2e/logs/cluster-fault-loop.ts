import { setTimeout as delay } from 'node:timers/promises';
import { configFor } from '../../engines/cluster-config.ts';
import type { RunningEngine } from '../../engines/running.ts';
import { type FaultLoop, type Proof, proofUnder } from './fault-loop.ts';
import { again, type Fault, inTurn, serverAgain, stopAWhile } from './faults.ts';
import { IndexerGroup } from './indexer-group.ts';
import { Pair } from './pair.ts';

export interface ClusterFaultLoop extends FaultLoop {
  readonly kafka: RunningEngine;
  readonly elasticsearch: RunningEngine;
}

interface Victims extends Pick<ClusterFaultLoop, 'kafka' | 'elasticsearch'> {
  readonly pair: Pair;
  readonly indexers: IndexerGroup;
}

/** Longer than a client waits for an answer before it asks whether anybody is there. */
const engineStoppedMs = 3000;
const writeEveryMs = 50;

async function engineAgain(engine: RunningEngine): Promise<void> {
  await engine.kill();
  await engine.start();
}

async function stopEngine(engine: RunningEngine): Promise<void> {
  const pid = await engine.pid();
  process.kill(pid, 'SIGSTOP');
  await delay(engineStoppedMs);
  process.kill(pid, 'SIGCONT');
}

/** Each of the two servers takes seconds to be back: they have a tenth of the faults each. */
const kinds: readonly Fault<Victims>[] = [
  { name: 'the reader is killed', times: 4, happen: ({ pair }) => again(pair.reader) },
  { name: 'the server is killed', times: 2, happen: ({ pair }) => serverAgain(pair) },
  { name: 'an indexer is killed', times: 3, happen: ({ indexers }, random) => indexers.again(random) },
  { name: 'an indexer leaves', times: 2, happen: ({ indexers }, random) => indexers.leave(random) },
  { name: 'an indexer joins', times: 2, happen: ({ indexers }) => indexers.join() },
  { name: 'the reader is stopped', times: 1, happen: ({ pair }, random) => stopAWhile(pair.reader, random) },
  { name: 'an indexer is stopped', times: 2, happen: ({ indexers }, random) => stopAWhile(indexers.any(random), random) },
  { name: 'Kafka is killed', times: 1, happen: ({ kafka }) => engineAgain(kafka) },
  { name: 'Kafka is stopped', times: 1, happen: ({ kafka }) => stopEngine(kafka) },
  { name: 'Elasticsearch is killed', times: 1, happen: ({ elasticsearch }) => engineAgain(elasticsearch) },
  { name: 'Elasticsearch is stopped', times: 1, happen: ({ elasticsearch }) => stopEngine(elasticsearch) },
];

/** Lets things go wrong on the whole way through Kafka into Elasticsearch while lines are written, and tells what became of the lines. */
export async function clusterFaultLoop({ kafka, elasticsearch, faults, seed, onFault }: ClusterFaultLoop): Promise<Proof> {
  const config = configFor(kafka, elasticsearch);
  await using pair = await Pair.start(config);
  await using indexers = await IndexerGroup.start(config);
  return await proofUnder(pair, { seed, writeEveryMs }, async (choices) => {
    for (const fault of inTurn(kinds, choices).take(faults)) {
      await delay(100 + choices() * 400);
      onFault(fault.name);
      await fault.happen({ pair, indexers, kafka, elasticsearch }, choices);
    }
  });
}
