import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { workloadRequests } from '#contract/recorded.ts';
import { autoscalingFiles } from './files.ts';

const run = promisify(execFile);
const files = autoscalingFiles();

const ofPod = (server: string, namespace: string) =>
  `${workloadRequests.name}{cluster="c", server="${server}", server_kind="container", server_namespace="${namespace}"}`;

/** Two pods of the Deployment, and what is not of it: a Deployment whose name begins alike, one of the same name elsewhere, a process. */
const given = {
  [ofPod('checkout-7c9d8b5f6d-x2x4z/app', 'shop')]: 3,
  [ofPod('checkout-7c9d8b5f6d-b9qrs/app', 'shop')]: 4,
  [ofPod('checkout-api-7c9d8b5f6d-x2x4z/app', 'shop')]: 100,
  [ofPod('checkout-7c9d8b5f6d-x2x4z/app', 'test')]: 100,
  [ofPod('checkout', 'shop')]: 100,
};

/** What the adapter makes of its rule for an autoscaler in the namespace. */
const asAdapter = (query: string) => query.replace('<<.Series>>', workloadRequests.name).replace('<<.LabelMatchers>>', 'server_namespace="shop"');

test('the pods of a Deployment are what it is scaled by, under the names that agents give them', async () => {
  const adapter = /metricsQuery: (.*)/.exec(files['prometheus-adapter.yaml'] ?? '')?.[1] ?? '';
  const keda = /query: (.*)/.exec(files['keda.yaml'] ?? '')?.[1] ?? '';
  assert.ok(keda.includes(workloadRequests.name));
  const promql_expr_test = [asAdapter(adapter), keda].map((expr) => ({ expr, eval_time: '10s', exp_samples: [{ labels: '{}', value: 7 }] }));
  const input_series = Object.entries(given).map(([series, value]) => ({ series, values: `${value}x4` }));
  const folder = await mkdtemp(join(tmpdir(), 'sonde-autoscaling-'));
  try {
    const file = join(folder, 'case.yml');
    await writeFile(file, stringify({ tests: [{ interval: '5s', input_series, promql_expr_test }] }, { lineWidth: 0 }));
    await run('promtool', ['test', 'rules', file]).catch((cause: Error & { stdout?: string; stderr?: string }) => {
      throw new Error(`promtool: ${cause.stdout ?? ''}${cause.stderr ?? ''}`, { cause });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an autoscaler asks for what the adapter offers', () => {
  const offered = [...(files['prometheus-adapter.yaml'] ?? '').matchAll(/as: (\S+)/g)].map(([, name]) => name);
  const asked = [...(files['horizontal-pod-autoscaler.yaml'] ?? '').matchAll(/metric:\n\s+name: (\S+)/g)].map(([, name]) => name);
  assert.equal(asked.length, 3);
  for (const name of asked) assert.ok(offered.includes(name), `nobody offers ${name}`);
});
