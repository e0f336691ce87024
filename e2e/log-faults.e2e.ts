import assert from 'node:assert/strict';
import test from 'node:test';
import { faultLoop } from './logs/fault-loop.ts';

const faults = Number(process.env.SONDE_LOG_FAULTS ?? 40);
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
