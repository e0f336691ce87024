import { clusterFaultLoop } from '../../e2e/logs/cluster-fault-loop.ts';
import { type FaultLoop, faultLoop, type Proof } from '../../e2e/logs/fault-loop.ts';
import { runningElasticsearch, runningKafka } from '../../engines/running.ts';
import type { Bench, BenchResult } from '../bench.ts';

/** `FAULTS 1000 7`: a thousand faults of seed 7. */
const usual = { faults: 1000, seed: 20_261 };

export const logFaults: Bench = {
  goals: ['FAULTS'],
  title: 'lines of 20 writers through a loop of faults: kills, stops, a full disk, cut connections',
  async run(tell, numbers) {
    if (process.getuid?.() !== 0)
      return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs and mounts a small disk, which needs root'] };
    return await proven(faultLoop, tell, numbers);
  },
};

export const clusterFaults: Bench = {
  goals: ['CLUSTER-FAULTS'],
  title: 'lines of 20 writers through Kafka into Elasticsearch, under a loop of faults of every process on the way',
  async run(tell, numbers) {
    await using kafka = await runningKafka();
    await using elasticsearch = await runningElasticsearch();
    return await proven((loop) => clusterFaultLoop({ kafka, elasticsearch, ...loop }), tell, numbers);
  },
};

async function proven(
  loop: (asked: FaultLoop) => Promise<Proof>,
  tell: (text: string) => void,
  [faults = usual.faults, seed = usual.seed]: readonly number[],
): Promise<BenchResult> {
  const happened: string[] = [];
  const startMs = performance.now();
  const { written, found, lost, missing, strange } = await loop({
    faults,
    seed,
    onFault: (name) => {
      happened.push(name);
      if (happened.length % 20 === 0) tell(`${happened.length} of ${faults}: ${name}`);
    },
  });
  const seconds = (performance.now() - startMs) / 1000;
  const says = `${faults} faults of seed ${seed} in ${seconds.toFixed(0)} s: ${found} of ${written} lines are there, ${strange.length} twice or from nowhere, ${lost} counted as lost`;
  const kinds = [...Map.groupBy(happened, (name) => name)].map(([name, times]) => `${name} (${times.length})`).join(', ');
  const notes = [kinds, ...(missing.length === 0 ? [] : [`missing: ${missing.join(' | ')}`])];
  return { contests: [], verdicts: [{ says, holds: strange.length === 0 && found + lost === written }], notes };
}
