import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { recordingRules } from './rules.ts';

const run = promisify(execFile);

const edge = 'client="shop",client_kind="process",server="db",server_kind="process",server_port="5432"';
/** The labels of the edge of these tests, as it is recorded. */
export const recordedEdge = `cluster="c",${edge}`;
/** A series of that edge, as one of its ends has it. */
export const series = (name: string, end: string, more = '') => `${name}{cluster="c",node="${end === 'client' ? 'a' : 'b'}",${edge},observed="${end}"${more}}`;
/** What was counted in the minute that a case lasts. */
export const total = (name: string) => `sum_over_time(${name}[1m]) * 5`;

interface RecordedCase {
  readonly given: Readonly<Record<string, string>>;
  /** The expression and what it gives, as label set and value. */
  readonly expect: readonly (readonly [expression: string, labels: string, value: number])[];
}

/** Samples lie 5 s apart, as scraped; rules see them 2 s later, so that a minute holds what was counted in its first 58 s. */
export async function promtool({ given, expect }: RecordedCase): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sonde-recorded-'));
  const file = join(folder, 'case.yml');
  const input_series = Object.entries(given).map(([name, values]) => ({ series: name, values }));
  const promql_expr_test = expect.map(([expr, labels, value]) => ({ expr, eval_time: '60s', exp_samples: [{ labels, value }] }));
  await writeFile(join(folder, 'rules.yml'), recordingRules());
  await writeFile(
    file,
    stringify({ rule_files: ['rules.yml'], evaluation_interval: '5s', tests: [{ interval: '5s', input_series, promql_expr_test }] }, { lineWidth: 0 }),
  );
  try {
    await run('promtool', ['test', 'rules', file]);
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause && 'stderr' in cause ? `${cause.stdout}${cause.stderr}` : '';
    throw new Error(`promtool: ${said}`, { cause });
  } finally {
    await rm(folder, { recursive: true });
  }
}
