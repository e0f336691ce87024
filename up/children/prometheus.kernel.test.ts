import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { indexerElsewhereJob, indexerJob } from '#contract/doctor.ts';
import { freePort } from '../../engines/free-port.ts';
import { readArguments } from '../config/arguments.ts';
import { readSettings } from '../config/read.ts';
import { checkFirstScrape } from '../first-scrape.ts';
import { makeFolders } from '../host/folders.ts';
import { describeHost, type Host } from '../host/host.ts';
import { makeMountPoint, removeMountPoint } from '../host/mount-point.ts';
import { portHolder } from '../host/ports.ts';
import { ensureUser, userName } from '../host/user.ts';
import { httpGet } from '../http-get.ts';
import { lineLog } from '../log.ts';
import { prometheusChild, writePrometheusFiles } from './prometheus.ts';
import { until } from './readiness.ts';
import { SupervisedChild } from './supervised.ts';

const base = mkdtempSync(join(tmpdir(), 'sonde-prometheus-'));
after(() => rmSync(base, { recursive: true }));

function listening(server: { listen(port: number, host: string, done: () => void): unknown; address(): string | AddressInfo | null }): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

interface Bench extends AsyncDisposable {
  readonly host: Host;
  readonly prometheus: SupervisedChild;
  readonly said: string[];
}

interface Preparation {
  readonly data?: string;
  readonly prepare?: (host: Host) => void;
  readonly more?: readonly string[];
}

/** A real Prometheus on a data folder of its own, which scrapes a server that counts. */
async function startPrometheus({ data = mkdtempSync(join(base, 'data-')), prepare = () => {}, more = [] }: Preparation = {}): Promise<Bench> {
  const scraped: Server = createServer((_, reply) => reply.setHeader('content-type', 'text/plain').end('probe_total 1\n'));
  const flags = [`--agent.port=${await listening(scraped)}`, `--prometheus.port=${await freePort()}`, `--port=${await freePort()}`];
  const given = readArguments([...flags, ...more, `--data=${data}`, '--node=n1', '--cluster-name=c1', '--scrape-interval-seconds=1'], {
    switches: [],
    options: [],
  });
  const settings = readSettings({ arguments: given, env: {}, file: undefined });
  const user = ensureUser();
  const host = describeHost(settings, makeFolders(settings.config.data, user), user, undefined);
  writePrometheusFiles(host);
  makeMountPoint(host.mountPoint);
  prepare(host);
  const said: string[] = [];
  const log = lineLog((text) => said.push(text.trimEnd()));
  const prometheus = new SupervisedChild(prometheusChild(host, log), { log, started: () => {}, ended: () => {} });
  prometheus.start();
  const dispose = async () => {
    await prometheus.stop();
    scraped.closeAllConnections();
    scraped.close();
    removeMountPoint(host.mountPoint);
  };
  return { host, prometheus, said, [Symbol.asyncDispose]: dispose };
}

/** Writes into Prometheus's folder, as its owner would. */
function plant(host: Host, path: string, bytes: string): void {
  const { uid, gid } = host.user;
  const file = join(host.folders.prometheus, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, bytes);
  execFileSync('chown', ['-R', `${uid}:${gid}`, host.folders.prometheus]);
}

const deadline = () => AbortSignal.timeout(60_000);
const scraped = ({ host }: Bench, sinceMs: number) =>
  until(
    deadline(),
    () => {},
    () => checkFirstScrape(host, sinceMs),
  );

test('Prometheus runs as user sonde, scrapes the agent with cluster and node, and knows the recording rules', async () => {
  await using bench = await startPrometheus();
  await bench.prometheus.firstReady;
  await scraped(bench, bench.prometheus.readyAt);
  const { addresses, config, user } = bench.host;
  const query = await httpGet(`${addresses.prometheus}/api/v1/query?query=probe_total`);
  assert.match(query.body, /"cluster":"c1".*"job":"sonde-agent","node":"n1"/);
  assert.match((await httpGet(`${addresses.prometheus}/api/v1/rules`)).body, /"sonde:edge_/);
  const holder = portHolder(config.prometheus.port);
  assert.equal(statSync(`/proc/${holder?.pid}`).uid, user.uid, userName);
});

test('no page of another origin may read it, and nobody may end it over HTTP', async () => {
  await using bench = await startPrometheus();
  await bench.prometheus.firstReady;
  const url = bench.host.addresses.prometheus;
  const reply = await fetch(`${url}/api/v1/query?query=1`, { headers: { origin: 'http://evil.example' } });
  assert.equal(reply.headers.get('access-control-allow-origin'), null);
  for (const path of ['/-/quit', '/-/reload', '/api/v1/admin/tsdb/snapshot']) assert.ok((await fetch(url + path, { method: 'POST' })).status >= 400, path);
});

test('a scrape from before the agent was ready does not count', async () => {
  await using bench = await startPrometheus();
  await bench.prometheus.firstReady;
  await scraped(bench, bench.prometheus.readyAt);
  await assert.rejects(checkFirstScrape(bench.host, Date.now() + 60_000), /has not scraped the agent yet/);
});

/** Kills it and waits until it is back. */
async function killed({ prometheus }: Bench): Promise<void> {
  const before = prometheus.readyAt;
  process.kill(prometheus.report().pid ?? 0, 'SIGKILL');
  await until(
    deadline(),
    () => {},
    () => (prometheus.readyAt > before ? Promise.resolve() : Promise.reject(new Error('not back'))),
  );
}

test('killed, it comes back with what it knew', async () => {
  await using bench = await startPrometheus();
  await bench.prometheus.firstReady;
  await scraped(bench, bench.prometheus.readyAt);
  await killed(bench);
  const { body } = await httpGet(`${bench.host.addresses.prometheus}/api/v1/query?query=${encodeURIComponent('count_over_time(probe_total[1h])')}`);
  assert.match(body, /"value"/);
});

/** When the alert Always became active, to the second, once it fires. */
async function firingSince({ host }: Bench): Promise<string> {
  let since: string | undefined;
  await until(
    deadline(),
    () => {},
    async () => {
      const { body } = await httpGet(`${host.addresses.prometheus}/api/v1/alerts`);
      [, since] = /"alertname":"Always"[^}]*},"annotations":{},"state":"firing","activeAt":"([^.Z]+)/.exec(body) ?? [];
      if (since === undefined) throw new Error(`nothing fires: ${body}`);
    },
  );
  return since ?? '';
}

test('killed while an alert fires, it goes on with it, and does not wait for its time again', async () => {
  const rules = { groups: [{ name: 'own', rules: [{ alert: 'Always', expr: 'vector(1)', for: '5s' }] }] };
  await using bench = await startPrometheus({
    prepare: ({ folders }) => {
      mkdirSync(join(folders.alerting, 'rules'));
      writeFileSync(join(folders.alerting, 'rules', 'own.yml'), JSON.stringify(rules));
    },
  });
  await bench.prometheus.firstReady;
  const before = await firingSince(bench);
  await killed(bench);
  assert.equal(await firingSince(bench), before);
});

test('on a full disk it comes up and answers from what it has, and goes on once there is room', async () => {
  const disk = join(base, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', disk]);
  try {
    await using bench = await startPrometheus({ data: disk });
    await bench.prometheus.firstReady;
    await scraped(bench, bench.prometheus.readyAt);
    const filler = join(bench.host.folders.agent, 'filler');
    assert.throws(() => writeFileSync(filler, Buffer.alloc(8 * 1024 ** 2)), /ENOSPC/);
    await killed(bench);
    const { body } = await httpGet(`${bench.host.addresses.prometheus}/api/v1/query?query=${encodeURIComponent('count_over_time(probe_total[1h])')}`);
    assert.match(body, /"value"/);
    await until(
      deadline(),
      () => {},
      () => (bench.said.some((line) => line.includes('no space left on device')) ? Promise.resolve() : Promise.reject(new Error('not said'))),
    );
    rmSync(filler);
    await scraped(bench, Date.now());
    assert.equal(bench.prometheus.report().restarts, 1);
  } finally {
    execFileSync('umount', [disk]);
  }
});

const block = '01BX5ZZKBKACTAV9WEVGEMMVRZ';
const meta = JSON.stringify({ ulid: block, minTime: 1, maxTime: 2, stats: {}, compaction: { level: 1, sources: [block] }, version: 1 });

for (const [what, entry, plants] of [
  ['a block that cannot be read', block, { [`${block}/meta.json`]: meta, [`${block}/index`]: 'rubbish', [`${block}/chunks/000001`]: 'rubbish' }],
  ['rubbish in its head', 'chunks_head', { 'chunks_head/000001': 'rubbish '.repeat(1000) }],
  ['a file in the place of its log', 'wal', { wal: 'rubbish' }],
] as const) {
  test(`${what} is moved aside, said loudly, and the product lives`, async () => {
    await using bench = await startPrometheus({
      prepare: (host) => {
        for (const [path, bytes] of Object.entries(plants)) plant(host, path, bytes);
      },
    });
    await until(
      deadline(),
      () => {},
      () => (bench.prometheus.report().state === 'ready' ? Promise.resolve() : Promise.reject(new Error(bench.said.join('\n')))),
    );
    assert.ok(
      bench.said.some((line) => line.includes(`COULD NOT OPEN ITS DATA`) && line.includes(`prometheus/${entry}-broken-`)),
      bench.said.join('\n'),
    );
    const aside = readdirSync(bench.host.folders.prometheus).filter((name) => name.includes('-broken-'));
    assert.equal(aside.length, 1);
    assert.equal(statSync(join(bench.host.folders.prometheus, aside[0] ?? '')).uid, bench.host.user.uid);
  });
}

test('promtool accepts the configuration, with indexers here and elsewhere, of which those alone learn no token', async () => {
  const more = ['--kafka=127.0.0.1:9', '--elasticsearch=http://127.0.0.1:9', '--indexer.elsewhere=web-2:8408,[::1]:9408'];
  await using bench = await startPrometheus({ more });
  const { up } = bench.host.folders;
  const local = readFileSync(join(up, 'prometheus.yml'), 'utf8').replaceAll(join(bench.host.mountPoint, 'up'), up);
  writeFileSync(join(base, 'prometheus.yml'), local);
  assert.match(execFileSync('promtool', ['check', 'config', join(base, 'prometheus.yml')], { encoding: 'utf8' }), /SUCCESS/);
  const { scrape_configs } = parse(local) as { scrape_configs: { job_name: string; authorization?: object; static_configs: unknown }[] };
  const [here, elsewhere] = [indexerJob, indexerElsewhereJob].map((job) => scrape_configs.find(({ job_name }) => job_name === job));
  assert.deepEqual([here?.authorization === undefined, elsewhere?.authorization === undefined], [false, true]);
  assert.deepEqual(elsewhere?.static_configs, [
    { targets: ['web-2:8408'], labels: { cluster: 'c1', node: 'web-2' } },
    { targets: ['[::1]:9408'], labels: { cluster: 'c1', node: '::1' } },
  ]);
});
