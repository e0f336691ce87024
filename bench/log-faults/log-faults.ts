import { faultLoop } from '../../e2e/logs/fault-loop.ts';
import type { Bench } from '../bench.ts';

/** `FAULTS 1000 7`: a thousand faults of seed 7. */
const usual = { faults: 1000, seed: 20_261 };

export const logFaults: Bench = {
  goals: ['FAULTS'],
  title: 'lines of 20 writers through a loop of faults: kills, stops, a full disk, cut connections',
  async run(tell, [faults = usual.faults, seed = usual.seed]) {
    if (process.getuid?.() !== 0)
      return { contests: [], verdicts: [], notes: ['not measured: it loads BPF programs and mounts a small disk, which needs root'] };
    let happened = 0;
    const startMs = performance.now();
    const { written, found, lost, missing, strange } = await faultLoop({
      faults,
      seed,
      onFault: (name) => {
        happened += 1;
        if (happened % 20 === 0) tell(`${happened} of ${faults}: ${name}`);
      },
    });
    const seconds = (performance.now() - startMs) / 1000;
    const says = `${faults} faults of seed ${seed} in ${seconds.toFixed(0)} s: ${found} of ${written} lines are there, ${strange.length} twice or from nowhere, ${lost} counted as lost`;
    const notes = missing.length === 0 ? [] : [`missing: ${missing.join(' | ')}`];
    return { contests: [], verdicts: [{ says, holds: strange.length === 0 && found + lost === written }], notes };
  },
};
