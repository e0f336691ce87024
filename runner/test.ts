import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { root } from './child.ts';
import { count, type Outcome } from './outcome.ts';
import { lineFor, summary } from './report.ts';
import { type Selected, select } from './select.ts';

const results = join(root, 'test-results');
/** A bound on liveness, three times what a run should take on two slow cores. */
const deadlineMinutes = 45;

const print = (text: string) => process.stdout.write(text);

/** In CI a suite that cannot run is a failure: there, everything is to be had. */
async function runSuite({ suite, files }: Selected, signal: AbortSignal, ci: boolean): Promise<Outcome[]> {
  const began = performance.now();
  const missing = suite.needs.flatMap((need) => need() ?? []);
  if (missing.length > 0) {
    const outcome: Outcome = {
      suite: suite.name,
      file: '',
      name: suite.name,
      state: ci ? 'failed' : 'skipped',
      durationMs: 0,
      says: `it needs ${missing.join(', ')}`,
    };
    print(lineFor(`${suite.name}: it needs ${missing.join(', ')}`, [outcome], 0));
    return [outcome];
  }
  const progress = (outcomes: readonly Outcome[], tookMs: number) => {
    const file = outcomes[0]?.file ?? '';
    if (file !== '' && (!suite.quick || count(outcomes, 'failed') > 0)) print(lineFor(`  ${file}`, outcomes, tookMs));
  };
  const outcomes = await suite.run({ files, signal, results, progress });
  print(lineFor(suite.name, outcomes, performance.now() - began));
  return outcomes;
}

/** What is built is tested: the BPF programs' readers for the types, the console for the whole. */
async function buildFor(selected: readonly Selected[]): Promise<Outcome[]> {
  try {
    await build({ root, names: selected.every(({ suite }) => suite.quick) ? ['bpf'] : ['bpf', 'web'] });
    return [];
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    const outcomes = [{ suite: 'build', file: '', name: 'build', state: 'failed', durationMs: 0, says } as const];
    print(lineFor('build', outcomes, 0));
    return outcomes;
  }
}

async function runAll(selected: readonly Selected[], signal: AbortSignal, ci: boolean): Promise<Outcome[]> {
  const outcomes = await buildFor(selected);
  const quick = selected.filter(({ suite }) => suite.quick);
  outcomes.push(...(await Promise.all(quick.map((entry) => runSuite(entry, signal, ci)))).flat());
  for (const entry of selected.filter(({ suite }) => !suite.quick)) outcomes.push(...(await runSuite(entry, signal, ci)));
  return outcomes;
}

async function main(words: readonly string[], ci: boolean): Promise<number> {
  const selected = select(words);
  mkdirSync(results, { recursive: true });
  const stop = new AbortController();
  const deadline = setTimeout(() => stop.abort(), deadlineMinutes * 60_000);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const outcomes = await runAll(selected, stop.signal, ci);
  clearTimeout(deadline);
  writeFileSync(join(results, 'results.json'), `${JSON.stringify(outcomes, null, 1)}\n`);
  print(summary(outcomes));
  return count(outcomes, 'failed') === 0 && count(outcomes, 'passed') > 0 ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2), process.env.CI === 'true');
} catch (error) {
  process.stderr.write(`sonde: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
