import assert from 'node:assert/strict';
import test from 'node:test';
import { sharedElasticsearch, sharedKafka } from '../engines/shared.ts';
import { clusterFaultLoop } from './logs/cluster-fault-loop.ts';

const faults = Number(process.env.SONDE_LOG_FAULTS ?? 20);
const seed = Number(process.env.SONDE_LOG_SEED ?? 20_261);

test(`after ${faults} faults of every process on the way, every line is there, each once (seed ${seed})`, { timeout: 900_000 }, async () => {
  const [kafka, elasticsearch] = await Promise.all([sharedKafka(), sharedElasticsearch()]);
  const { written, found, lost, missing, strange } = await clusterFaultLoop({ kafka, elasticsearch, faults, seed, onFault: () => {} });
  assert.deepEqual({ missing, strange, lost }, { missing: [], strange: [], lost: 0 });
  assert.equal(found, written);
});
