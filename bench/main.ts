import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { benches } from './goals.ts';
import { resultText } from './result-text.ts';

const known = benches.flatMap(({ goals }) => goals).join(', ');

/** Each once, also where it answers several of the goals that are asked for. */
function chosen(names: readonly string[]): ReadonlySet<Bench> {
  if (names.length === 0) return new Set(benches);
  const found = names.map((name) => {
    const bench = benches.find(({ goals }) => goals.includes(name.toUpperCase()));
    if (bench === undefined) throw new Error(`there is no bench ${name}: ${known}`);
    return bench;
  });
  return new Set(found);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true });
  const results = [];
  for (const bench of chosen(positionals)) {
    process.stderr.write(`${bench.goals.join(', ')}: ${bench.title}\n`);
    const result = await bench.run((text) => process.stderr.write(`  ${text}\n`));
    results.push({ goals: bench.goals, title: bench.title, ...result });
    if (!values.json) process.stdout.write(resultText(result));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
