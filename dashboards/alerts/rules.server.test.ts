import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { l7Requests, tcpConnectFailures, tcpConnects, tcpResets } from '#contract/metrics.ts';
import { writeDist } from '../dist.ts';
import { recordingRules } from '../recordings/rules.ts';
import { alertGroups } from './alerts.ts';
import { row } from './cases.ts';
import { alertRules } from './files.ts';
import { always, gap, growing, inTurn } from './samples.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'sonde-alerts-'));
const rules = join(folder, 'rules');
writeDist(folder);
after(() => rmSync(folder, { recursive: true }));

async function promtool(args: readonly string[], files: readonly string[]): Promise<string> {
  try {
    return (await run('promtool', [...args, ...files], { maxBuffer: 16 << 20 })).stdout;
  } catch (cause) {
    const said = cause instanceof Error && 'stdout' in cause && 'stderr' in cause ? `${cause.stdout}${cause.stderr}` : '';
    throw new Error(`promtool ${args.join(' ')}: ${said}`, { cause });
  }
}

/** So much from scrape to scrape. */
const due = (count: number, scrapes: number): number[] => Array.from({ length: scrapes }, () => count);
type Scrape = number | 'stale' | '_';
/** So many scrapes fail; what is counted meanwhile is seen by the next. */
const failed = (count: number, scrapes: number): Scrape[] => ['stale', ...Array.from({ length: scrapes - 1 }, () => '_' as const), count * (scrapes + 1)];
/** One comes so late that the next is there. */
const delayed = (count: number): Scrape[] => ['_', 2 * count];

const names = alertGroups.map(({ name }) => name);
const count = alertGroups.reduce((sum, { alerts }) => sum + alerts.length, 0);

test('promtool finds no fault with the rules, as they are built and as they are for a trial', async () => {
  const scaled = [5, 15].flatMap((scrapeSeconds) => [1, 0.02].map((scale) => ({ scale, scrapeSeconds })));
  const files = scaled.map((pace) => {
    const file = join(folder, `trial-${pace.scale}-${pace.scrapeSeconds}.yml`);
    writeFileSync(file, alertRules({ pace, console: 'http://127.0.0.1:8400' }));
    return file;
  });
  const said = await promtool(['check', 'rules', '--lint=all', '--lint-fatal'], [...names.map((name) => join(rules, `${name}.yaml`)), ...files]);
  const found = [...said.matchAll(/SUCCESS: (\d+) rules found/g)].map(([, rulesFound]) => Number(rulesFound));
  assert.equal(
    found.reduce((sum, one) => sum + one, 0),
    count * (1 + files.length),
  );
});

test('in a trial nothing waits for longer than it has to', () => {
  const text = alertRules({ pace: { scale: 0.02, scrapeSeconds: 5 } });
  const waits = [...text.matchAll(/^\s+for: (\d+)s$/gm)].map(([, seconds]) => Number(seconds));
  const ranges = [...text.matchAll(/\[(\d+)s\]/g)].map(([, seconds]) => Number(seconds));
  assert.ok(waits.length > 30 && waits.every((seconds) => seconds >= 5 && seconds <= 72), waits.join());
  assert.ok(ranges.length > 50 && ranges.every((seconds) => seconds >= 20), ranges.join());
});

test('an edge that both its ends see is one alert, of the client’s numbers', async () => {
  const ends = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432', protocol: 'http', method: 'GET' };
  const seen = (observed: 'client' | 'server', status: string, each: number) =>
    row(l7Requests, { ...ends, observed, status, node: observed === 'client' ? 'a' : 'b' }, growing(each));
  const input_series = [seen('client', '200', 45), seen('client', '500', 5), seen('server', '200', 48), seen('server', '500', 2)];
  const alert = '{alertname="EdgeRequestErrors", alertstate="firing"}';
  const promql_expr_test = [
    { expr: `count(ALERTS${alert})`, eval_time: '12m', exp_samples: [{ labels: '{}', value: 1 }] },
    { expr: 'count(sonde:edge_l7_requests:rate)', eval_time: '12m', exp_samples: [{ labels: '{}', value: 2 }] },
  ];
  const file = join(rules, 'both-ends.yaml');
  const tests = [{ interval: '5s', input_series, promql_expr_test }];
  writeFileSync(file, stringify({ rule_files: ['recordings.yaml', 'edges.yaml'], evaluation_interval: '5s', tests }));
  assert.match(await promtool(['test', 'rules'], [file]), /SUCCESS/);
});

test('an agent that starts again, and one that is not scraped for a while, make no alert of an edge out of what was counted before', async () => {
  const edge = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432', observed: 'client' } as const;
  const hole = 30;
  /** It starts again after five minutes; three minutes later there is a hole. */
  const counted = (by: number, before: number) => inTurn(growing(by, 59, before), growing(by, 35), gap(hole), growing(by, always, by * (36 + hole)));
  const asked = { ...edge, protocol: 'http', method: 'GET' } as const;
  const input_series = [
    row(tcpConnects, edge, counted(20, 900_000)),
    row(tcpConnectFailures, { ...edge, reason: 'refused' }, counted(0, 900_000)),
    row(tcpResets, { ...edge, direction: 'received', reason: 'while_established' }, counted(1, 900_000)),
    row(l7Requests, { ...asked, status: '200' }, counted(50, 900_000)),
    row(l7Requests, { ...asked, status: '500' }, counted(1, 900_000)),
    row(l7Requests, { ...edge, protocol: 'dns', method: 'A', status: 'SERVFAIL' }, counted(0, 900_000)),
    row(l7Requests, { ...edge, protocol: 'dns', method: 'A', status: 'NOERROR' }, counted(20, 0)),
  ];
  // Pending ones too: shortly after each, and after twice what the rules look back on.
  const quietAt = ['4m', '5m30s', '7m', '10m45s', '12m', '20m'].map((eval_time) => ({ expr: 'ALERTS', eval_time, exp_samples: [] }));
  const rates = { expr: 'count({__name__=~"sonde:edge_(tcp_(connects|connect_failures|resets)|l7_requests):rate"})', eval_time: '12m' };
  const promql_expr_test = [...quietAt, { ...rates, exp_samples: [{ labels: '{}', value: 7 }] }];
  const file = join(rules, 'starts-again.yaml');
  const tests = [{ interval: '5s', input_series, promql_expr_test }];
  writeFileSync(file, stringify({ rule_files: ['recordings.yaml', 'edges.yaml'], evaluation_interval: '5s', tests }));
  assert.match(await promtool(['test', 'rules'], [file]), /SUCCESS/);
});

/** A counter by what it counts from scrape to scrape. */
function counter(counts: readonly Scrape[]): string {
  let sum = 0;
  const samples: string[] = [];
  for (const count of counts) {
    if (typeof count === 'number') sum += count;
    samples.push(typeof count === 'number' ? String(sum) : count);
  }
  return samples.join(' ');
}

for (const [what, pace, counts] of [
  // A minute: half of what the rule looks back on.
  ['as it is', { scale: 1, scrapeSeconds: 5 }, [...due(10, 60), ...failed(10, 12), ...due(10, 40), ...delayed(10), ...due(10, 40)]],
  // Orders are paid in fives, and once hardly any; then scrapes fail for as long as the kill of a program takes.
  ['in a trial', { scale: 0.02, scrapeSeconds: 3 }, [...due(6, 20), ...[5, 0, 0, 5, 0], ...due(6, 20), ...failed(6, 4), ...due(6, 20), ...delayed(6)]],
] as const) {
  test(`a fault that goes on is one alert, ${what}: also when little is tried for a while, and scrapes are late or fail`, async () => {
    const edge = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432', observed: 'client' } as const;
    const { scrapeSeconds } = pace;
    const input_series = [row(tcpConnectFailures, { ...edge, reason: 'refused' }, counter(counts))];
    const expr = 'count(ALERTS{alertname="EdgeConnectFailures",alertstate="firing"})';
    // From well after its time.
    const looks = Array.from({ length: counts.length }, (_, at) => at).slice(pace.scale === 1 ? 40 : 12);
    const promql_expr_test = looks.map((at) => ({ expr, eval_time: `${at * scrapeSeconds}s`, exp_samples: [{ labels: '{}', value: 1 }] }));
    const [recordings, alerts, file] = ['recordings', 'alerts', 'goes-on'].map((name) => join(folder, `${name}-${scrapeSeconds}.yaml`)) as [
      string,
      string,
      string,
    ];
    writeFileSync(recordings, recordingRules(scrapeSeconds));
    writeFileSync(alerts, alertRules({ pace }));
    const tests = [{ interval: `${scrapeSeconds}s`, input_series, promql_expr_test }];
    writeFileSync(file, stringify({ rule_files: [recordings, alerts], evaluation_interval: `${scrapeSeconds}s`, tests }));
    assert.match(await promtool(['test', 'rules'], [file]), /SUCCESS/);
  });
}

describe('by promtool’s own tests', { concurrency: true }, () => {
  for (const name of names) {
    test(`the alerts of ${name} fire when they should, and are quiet when they should`, async () => {
      assert.match(await promtool(['test', 'rules'], [join(rules, 'tests', `${name}.yaml`)]), /SUCCESS/);
    });
  }
});
