import { parseArgs } from 'node:util';
import { goals } from './goals.ts';
import { resultText } from './result-text.ts';

const known = goals.map(({ goal }) => goal).join(', ');

function chosen(names: readonly string[]): typeof goals {
  if (names.length === 0) return goals;
  return names.map((name) => {
    const goal = goals.find((one) => one.goal === name.toUpperCase());
    if (goal === undefined) throw new Error(`there is no bench ${name}: ${known}`);
    return goal;
  });
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true });
  const results = [];
  for (const bench of chosen(positionals)) {
    process.stderr.write(`${bench.goal}: ${bench.title}\n`);
    const result = await bench.run((text) => process.stderr.write(`  ${text}\n`));
    results.push({ goal: bench.goal, title: bench.title, ...result });
    if (!values.json) process.stdout.write(resultText(result));
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
