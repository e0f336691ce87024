import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { root } from './child.ts';
import { count, type Outcome } from './outcome.ts';
import { failuresIn, lineFor, summary } from './report.ts';
import { type Selected, select } from './select.ts';
import { type Round, type Run, rounds } from './suite.ts';

const results = join(root, 'test-results');
/** A bound on liveness, three times what a run should take on two slow cores. */
const deadlineMinutes = 60;

const print = (text: string) => process.stdout.write(text);

interface Running extends Selected {
  readonly run: Run;
  readonly outcomes: readonly Outcome[];
  readonly tookMs: number;
}

async function runSuite(selected: Selected, signal: AbortSignal): Promise<Running> {
  const { suite, files } = selected;
  const began = performance.now();
  const progress = (outcomes: readonly Outcome[], tookMs: number) => {
    const file = outcomes[0]?.file ?? '';
    if (file !== '' && (suite.round !== 'quick' || count(outcomes, 'failed') > 0)) print(lineFor(`  ${file}`, outcomes, tookMs) + failuresIn(outcomes));
  };
  const run = { files, signal, results, progress };
  const outcomes = await suite.run(run);
  const tookMs = performance.now() - began;
  if (suite.again === undefined || count(outcomes, 'failed') === 0) print(lineFor(suite.name, outcomes, tookMs));
  return { ...selected, run, outcomes, tookMs };
}

/** In CI a suite that cannot run is a failure: there, everything is to be had. */
function missing({ suite }: Selected, ci: boolean): Outcome[] {
  const needed = suite.needs.flatMap((need) => need() ?? []);
  if (needed.length === 0) return [];
  const says = `it needs ${needed.join(', ')}`;
  const outcomes = [{ suite: suite.name, file: '', name: suite.name, state: ci ? 'failed' : 'skipped', durationMs: 0, says } as const];
  print(lineFor(`${suite.name}: ${says}`, outcomes, 0));
  return outcomes;
}

/** What failed beside others once more, when they have ended. */
async function settled({ suite, run, outcomes, tookMs }: Running): Promise<readonly Outcome[]> {
  if (suite.again === undefined || count(outcomes, 'failed') === 0) return outcomes;
  const final = await suite.again(outcomes, run);
  print(lineFor(suite.name, final, tookMs));
  return final;
}

/** What is built is tested: the BPF programs' readers for the types, console and boards for the whole. */
async function buildFor(selected: readonly Selected[]): Promise<Outcome[]> {
  try {
    await build({ root, names: selected.every(({ suite }) => suite.round === 'quick') ? ['bpf'] : ['bpf', 'web', 'dashboards'] });
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
  const started: { readonly last: Round; readonly running: Promise<Running> }[] = [];
  for (const round of rounds) {
    for (const entry of selected.filter(({ suite }) => suite.round === round)) {
      const lacks = missing(entry, ci);
      outcomes.push(...lacks);
      if (lacks.length === 0) started.push({ last: entry.suite.until ?? round, running: runSuite(entry, signal) });
    }
    const ended = await Promise.all(started.filter(({ last }) => last === round).map(({ running }) => running));
    for (const one of ended) outcomes.push(...(await settled(one)));
  }
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
