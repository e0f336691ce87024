import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { parse } from 'yaml';
import { certificate } from '../../engines/certificate.ts';
import { freePort } from '../../engines/free-port.ts';
import { readArguments } from '../config/arguments.ts';
import { readSettings } from '../config/read.ts';
import { makeFolders } from '../host/folders.ts';
import { describeHost, type Host } from '../host/host.ts';
import { makeMountPoint, removeMountPoint } from '../host/mount-point.ts';
import { ensureUser } from '../host/user.ts';
import { httpGet } from '../http-get.ts';
import { lineLog } from '../log.ts';
import { prometheusChild, writePrometheusFiles } from './prometheus.ts';
import { until } from './readiness.ts';
import { SupervisedChild } from './supervised.ts';

/** What Prometheus is told of an Alertmanager of somebody's own. */

const base = mkdtempSync(join(tmpdir(), 'sonde-given-'));
after(() => rmSync(base, { recursive: true }));
const user = ensureUser();
const data = join(base, 'data');
const at = (name: string) => join(base, name);

async function hostWith(...more: readonly string[]): Promise<Host> {
  const flags = [`--prometheus.port=${await freePort()}`, `--port=${await freePort()}`, `--data=${data}`, '--scrape-interval-seconds=1', ...more];
  const settings = readSettings({ arguments: readArguments(flags, { switches: [], options: [] }), env: {}, file: undefined });
  return describeHost(settings, makeFolders(settings.config.data, user), user, undefined);
}

/** The part of its configuration that says where alerts go, where promtool takes the whole. */
function toldOf(host: Host): object {
  const { up } = host.folders;
  const text = readFileSync(join(up, 'prometheus.yml'), 'utf8').replaceAll(join(host.mountPoint, 'up'), up);
  writeFileSync(at('prometheus.yml'), text);
  assert.match(execFileSync('promtool', ['check', 'config', at('prometheus.yml')], { encoding: 'utf8' }), /SUCCESS/);
  return parse(text.replaceAll(up, '')).alerting.alertmanagers[0];
}

test('a URL alone is told with its path, and nobody signs in', async () => {
  const host = await hostWith('--alertmanager.url=http://am.example:9093/team/alerts/');
  writePrometheusFiles(host);
  assert.deepEqual(toldOf(host), { scheme: 'http', path_prefix: '/team/alerts', static_configs: [{ targets: ['am.example:9093'] }] });
});

test('a token is in a file that root and user sonde alone can read, which is gone when none is asked for', async () => {
  writeFileSync(at('token'), 'the token\n');
  const host = await hostWith('--alertmanager.url=https://am.example', `--alertmanager.token-file=${at('token')}`);
  writePrometheusFiles(host);
  const authorization = { type: 'Bearer', credentials_file: '/given-alertmanager.token' };
  assert.deepEqual(toldOf(host), { scheme: 'https', authorization, static_configs: [{ targets: ['am.example'] }] });
  const kept = join(host.folders.up, 'given-alertmanager.token');
  const { mode, uid, gid } = statSync(kept);
  assert.deepEqual([mode & 0o7777, uid, gid], [0o640, 0, user.gid]);
  assert.equal(readFileSync(kept, 'utf8'), 'the token');
  writePrometheusFiles(await hostWith('--alertmanager.url=https://am.example'));
  assert.throws(() => statSync(kept), /ENOENT/);
});

const password = 'pass word: ünd';

/** Debian’s, encrypted, for one user, below a path. */
async function startAlertmanager(): Promise<{ url: string; cert: string; [Symbol.asyncDispose](): Promise<void> }> {
  const port = await freePort();
  const { cert, key } = await certificate('localhost', 'IP:127.0.0.1,DNS:localhost');
  const hashing = 'print crypt $ARGV[0], q($2b$04$aaaaaaaaaaaaaaaaaaaaaa)';
  const hash = execFileSync('perl', ['-e', hashing, password], { encoding: 'utf8' });
  const tls = { cert_file: at('am.crt'), key_file: at('am.key') };
  writeFileSync(tls.cert_file, cert);
  writeFileSync(tls.key_file, key);
  writeFileSync(at('web.yml'), JSON.stringify({ tls_server_config: tls, basic_auth_users: { u: hash } }));
  writeFileSync(at('am.yml'), JSON.stringify({ route: { receiver: 'none' }, receivers: [{ name: 'none' }] }));
  const flags = [
    ...[`--config.file=${at('am.yml')}`, `--storage.path=${at('am')}`, `--web.config.file=${at('web.yml')}`, '--web.route-prefix=/team/alerts'],
    ...[`--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=', '--log.level=error'],
  ];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'prometheus-alertmanager', ...flags], { stdio: ['ignore', 'inherit', 'inherit'] });
  const dispose = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return { url: `https://127.0.0.1:${port}/team/alerts`, cert, [Symbol.asyncDispose]: dispose };
}

test('alerts arrive at one that is encrypted, asks for a password and lies below a path, and its numbers are scraped', async () => {
  await using alertmanager = await startAlertmanager();
  const { url, cert } = alertmanager;
  writeFileSync(at('password'), `${password}\n`);
  writeFileSync(at('ca.crt'), cert);
  const access = ['--alertmanager.user=u', `--alertmanager.password-file=${at('password')}`, `--alertmanager.ca=${at('ca.crt')}`];
  const host = await hostWith(`--alertmanager.url=${url}`, ...access);
  writePrometheusFiles(host);
  mkdirSync(join(host.folders.alerting, 'rules'), { recursive: true });
  const rules = { groups: [{ name: 'own', rules: [{ alert: 'Always', expr: 'vector(1)' }] }] };
  writeFileSync(join(host.folders.alerting, 'rules', 'own.yml'), JSON.stringify(rules));
  execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, host.folders.alerting]);
  makeMountPoint(host.mountPoint);
  const log = lineLog(() => {});
  const prometheus = new SupervisedChild(prometheusChild(host, log), { log, started: () => {}, ended: () => {} });
  prometheus.start();
  const asked = { basic: `u:${password}`, tls: { cert, key: '', serverName: 'localhost' } };
  const has = async (ask: () => Promise<string>, what: RegExp) => {
    const check = async () => assert.match(await ask(), what);
    await until(AbortSignal.timeout(120_000), () => {}, check);
  };
  try {
    await has(async () => (await httpGet(`${url}/api/v2/alerts`, asked)).body, /"alertname":"Always"/);
    const query = encodeURIComponent('up{job="sonde-alertmanager"} == 1');
    await has(async () => (await httpGet(`${host.addresses.prometheus}/api/v1/query?query=${query}`)).body, /"value"/);
  } finally {
    await prometheus.stop();
    removeMountPoint(host.mountPoint);
  }
});
