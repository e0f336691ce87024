import { inspect, parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { benches } from './goals.ts';
import { resultText } from './result-text.ts';

const known = benches.flatMap(({ goals }) => goals).join(', ');

/** Each once, also where it answers several of the goals that are asked for, with the numbers that follow its name. */
function chosen(words: readonly string[]): ReadonlyMap<Bench, readonly number[]> {
  if (words.length === 0) return new Map(benches.map((bench) => [bench, []]));
  const found = new Map<Bench, number[]>();
  let last: number[] | undefined;
  for (const word of words) {
    const bench = benches.find(({ goals }) => goals.includes(word.toUpperCase()));
    if (bench !== undefined) {
      last = found.get(bench) ?? [];
      found.set(bench, last);
    } else if (last !== undefined && /^\d+$/.test(word)) last.push(Number(word));
    else throw new Error(`there is no bench ${word}: ${known}`);
  }
  return found;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true });
  const asked = chosen(positionals);
  const results: object[] = [];
  try {
    for (const [bench, numbers] of asked) {
      process.stderr.write(`${bench.goals.join(', ')}: ${bench.title}\n`);
      const result = await bench.run((text) => process.stderr.write(`  ${text}\n`), numbers);
      results.push({ goals: bench.goals, title: bench.title, ...result });
      if (result.verdicts.some(({ holds }) => !holds)) process.exitCode = 1;
      if (!values.json) process.stdout.write(resultText(result));
    }
  } finally {
    if (values.json) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${inspect(error)}\n`);
  process.exitCode = 2;
});
