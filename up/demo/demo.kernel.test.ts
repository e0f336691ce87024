import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../children/readiness.ts';
import { makeFolders, makeSondeFolder } from '../host/folders.ts';
import { startTicksOf } from '../host/leftovers.ts';
import { makeMountPoint, mountPointOf, removeMountPoint } from '../host/mount-point.ts';
import { portHolder } from '../host/ports.ts';
import { ensureUser } from '../host/user.ts';
import { lineLog } from '../log.ts';
import { Supervisor } from '../supervisor.ts';
import { demoChecks } from './checks.ts';
import { runDemo } from './demo.ts';
import { refused } from './faults.ts';
import { demoFolder } from './lines.ts';
import { demoPorts } from './places.ts';
import { postgresPrograms } from './servers/postgres.ts';
import { ask } from './shop/ask.ts';
import { Switchboard } from './switchboard.ts';
import { Link } from './wire/link.ts';
import { postgres, query } from './wire/postgres.ts';
import { command, resp } from './wire/resp.ts';

const base = mkdtempSync(join(tmpdir(), 'sonde-demo-'));
const user = ensureUser();
const data = join(base, 'data');
const folders = makeFolders(data, user);
const folder = makeSondeFolder(folders, 'demo', user);
const switchboard = new Switchboard([refused]);
const mountPoint = mountPointOf(data);
makeMountPoint(mountPoint);

/** The ids of shared memory of user sonde: a PostgreSQL that was killed earlier may have left some. */
function sharedMemory(): Set<string> {
  const rows = readFileSync('/proc/sysvipc/shm', 'utf8').split('\n');
  return new Set(rows.map((row) => row.trim().split(/\s+/)).flatMap((fields) => (fields[7] === String(user.uid) ? [fields[1] ?? ''] : [])));
}

const sharedBefore = sharedMemory();

const deadlineMs = 30_000;
const said: string[] = [];
const pids = new Map<string, number>();
const stopping = new AbortController();
const watch = { log: lineLog((line) => said.push(line)), started: (name: string, pid: number) => pids.set(name, pid), ended: () => {} };
const supervisor = new Supervisor(watch);

function eventually(what: string, attempt: () => void | Promise<void>): Promise<void> {
  let last = '';
  const tell = (why: string) => {
    last = why;
  };
  return until(AbortSignal.timeout(deadlineMs), tell, async () => attempt()).catch((cause: unknown) => {
    throw new Error(`${what}: ${last}`, { cause });
  });
}

before(async () => {
  const failed = (await demoChecks()).filter(({ state }) => state === 'failed');
  assert.deepEqual(failed, []);
  const host = { mountPoint, folder, rootFolder: demoFolder(folders), postgresPrograms: postgresPrograms() ?? '', switchboard };
  await runDemo(host, supervisor, watch.log, stopping.signal);
});

after(async () => {
  stopping.abort();
  await supervisor.stop();
  removeMountPoint(mountPoint);
  rmSync(base, { recursive: true });
});

const buy = () => ask({ port: demoPorts.nginx, method: 'POST', path: `/orders?product=3&pieces=2&key=${crypto.randomUUID()}` });
const isListening = (port: number) => portHolder(port) !== undefined;
const servers = ['nginx', 'storefront', 'checkout', 'postgres', 'redis'] as const;

test('it says where the shop is and what to look at', () => {
  const [line = ''] = said.filter((text) => text.includes('the demo runs'));
  assert.match(line, /http:\/\/127\.0\.0\.1:8480\/.*shopper\.ts → nginx → storefront\.ts → checkout\.ts → postgres and redis-server.*port 8483.*refused/);
});

test('the shop sells: pages, products, orders, each order once', async () => {
  assert.match((await ask({ port: demoPorts.nginx, method: 'GET', path: '/' })).body, /<a href="\/products\/3">Brass compass<\/a>/);
  const product: unknown = JSON.parse((await ask({ port: demoPorts.nginx, method: 'GET', path: '/products/3' })).body);
  assert.partialDeepStrictEqual(product, { id: 3, name: 'Brass compass', cents: 5900 });
  const path = `/orders?product=3&pieces=2&key=${crypto.randomUUID()}`;
  const order = () => ask({ port: demoPorts.nginx, method: 'POST', path });
  assert.deepEqual([(await order()).status, (await order()).status], [201, 409]);
  for (const [strange, status] of [
    ['/orders?product=3&pieces=0&key=x', 400],
    ['/orders', 400],
  ] as const)
    assert.equal((await ask({ port: demoPorts.nginx, method: 'POST', path: strange })).status, status);
  for (const nowhere of ['/products/99', '/products/3%27', '/products/', '/nothing'])
    assert.equal((await ask({ port: demoPorts.nginx, method: 'GET', path: nowhere })).status, 404);
});

test('its customers buy, and with the fault one order in four stays unpaid', async () => {
  const shop = new Link(demoPorts.postgres, postgres('shop', 'shop'));
  await eventually('twelve orders', async () => {
    const [row] = await shop.ask(query('SELECT count(*), count(*) FILTER (WHERE NOT paid) FROM orders'));
    const [all, unpaid] = (row ?? []).map(Number);
    assert.ok((all ?? 0) >= 12, `${all} orders`);
    assert.equal(unpaid, Math.floor((all ?? 0) / 4));
  });
  shop.close();
  assert.match(said.join(''), /demo-checkout: payments: orders stay unpaid: .* ECONNREFUSED 127\.0\.0\.1:8483/);
});

test('its programs are user sonde, on loopback alone, and open nothing more than the shop needs', async () => {
  for (const name of servers) {
    const { pid = 0 } = portHolder(demoPorts[name]) ?? {};
    assert.equal(statSync(`/proc/${pid}`).uid, user.uid, name);
    const listeners = readFileSync('/proc/net/tcp', 'utf8').match(
      new RegExp(`\\S+(?=:${demoPorts[name].toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A)`, 'g'),
    );
    assert.deepEqual(listeners, ['0100007F'], name);
  }
  const superuser = new Link(demoPorts.postgres, postgres('postgres', 'postgres'));
  await assert.rejects(superuser.ask(query('SELECT 1')), ({ cause }: Error) => /no pg_hba\.conf entry/.test(String(cause)));
  const role = new Link(demoPorts.postgres, postgres('shop', 'shop'));
  await assert.rejects(role.ask(query("COPY products FROM PROGRAM 'id'")), /must be superuser/);
  const redis = new Link(demoPorts.redis, resp);
  for (const words of [['CONFIG', 'SET', 'dir', '/tmp'], ['EVAL', 'return 1', '0'], ['FLUSHALL']]) await assert.rejects(redis.ask(command(...words)), /NOPERM/);
  role.close();
  redis.close();
});

test('each program that is killed comes back, and the shop sells again', async () => {
  for (const name of [...servers, 'shopper']) {
    const killed = pids.get(`demo-${name}`) ?? 0;
    process.kill(killed, 'SIGKILL');
    await eventually(`the next ${name}`, () => assert.notEqual(pids.get(`demo-${name}`), killed));
    await eventually(`an order after the end of ${name}`, async () => assert.equal((await buy()).status, 201));
    await eventually(`a healthy demo after the end of ${name}`, () => assert.ok(supervisor.reports().every(({ state }) => state === 'ready')));
  }
});

test('a stop ends every process and leaves nothing outside of its folder', async () => {
  const all = [...pids.values()].flatMap((pid) => [pid, ...childrenOf(pid)]);
  assert.ok(all.length >= pids.size + 5, 'PostgreSQL and nginx have processes below them');
  stopping.abort();
  await supervisor.stop();
  for (const name of servers) assert.ok(!isListening(demoPorts[name]), name);
  for (const pid of all) assert.equal(startTicksOf(pid), undefined);
  assert.deepEqual(readdirSync(data).sort(), ['.sonde', 'agent', 'alerting', 'alertmanager', 'demo', 'logs', 'prometheus', 'server', 'up']);
  assert.deepEqual(
    readdirSync(folder).filter((name) => !/^(nginx|postgres-\d+)$/.test(name)),
    [],
  );
  assert.deepEqual(readdirSync(mountPoint), []);
  assert.deepEqual(sharedMemory().difference(sharedBefore), new Set());
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}
