import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { type ProcessFacts, procfs } from './process-facts.ts';
import { ownPlacement, processIdentities } from './process-identity.ts';

const proc = procfs();
/** Whoever runs the tests may do so in a unit or a container: that must not name the processes under test. */
const own = ownPlacement(proc);
const { identify } = processIdentities({ own, proc });

interface Running {
  readonly child: ChildProcess;
  readonly facts: ProcessFacts;
  end(): Promise<void>;
}

type Scope = { after(clean: () => void | Promise<void>): void };

/** Starts a program that prints a line when it is ready, and then stays. */
async function start(
  t: Scope,
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; argv0?: string } = {},
): Promise<Running> {
  const { OTEL_SERVICE_NAME: _, ...env } = process.env;
  const child = spawn(command, args, { ...options, env: { ...env, ...options.env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const end = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  t.after(end);
  const stdout = child.stdout;
  if (child.pid === undefined || stdout === null) throw new Error(`${command} did not start`);
  await Promise.race([once(stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error(`${command} ended at once`)))]);
  const facts = proc.facts(child.pid);
  if (facts === undefined) throw new Error(`${command} is not in /proc`);
  return { child, facts, end };
}

function folder(t: Scope): string {
  const path = mkdtempSync(`${tmpdir()}/sonde-identity-`);
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

const stayingScripts = {
  node: "console.log('ready'); process.stdin.resume();",
  python: "import sys\nprint('ready', flush=True)\nsys.stdin.read()\n",
  shell: 'echo ready\nread line\n',
};
const nodePath = process.execPath;
const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path));
const needsPython = { skip: python === undefined ? 'needs python3' : false };

test('a Node service is its script, with its folder where the name alone says nothing', async (t) => {
  const shop = `${folder(t)}/shop`;
  mkdirSync(shop);
  writeFileSync(`${shop}/server.mjs`, stayingScripts.node);
  writeFileSync(`${shop}/worker.mjs`, stayingScripts.node);
  const service = await start(t, nodePath, ['--max-old-space-size=64', '--no-warnings', 'server.mjs'], { cwd: shop });
  const worker = await start(t, nodePath, [`${shop}/worker.mjs`, '80']);
  assert.deepEqual(identify(service.facts), { kind: 'process', name: 'shop/server.mjs', namespace: '' });
  assert.equal(identify(worker.facts).name, 'worker.mjs');
});

test('once it has ended, a process is named by the facts alone', async (t) => {
  const shop = `${folder(t)}/shop`;
  mkdirSync(shop);
  writeFileSync(`${shop}/app.sh`, stayingScripts.shell);
  const { facts, end } = await start(t, 'bash', ['app.sh'], { cwd: shop });
  assert.equal(identify(facts).name, 'shop/app.sh');
  await end();
  assert.equal(identify(facts).name, 'app.sh');
  assert.equal(identify({ ...facts, cwd: 'shop' }).name, 'shop/app.sh', 'where the kernel told the folder');
});

test('what the kernel cut of a command line is read while the process lives', async (t) => {
  const deep = `${folder(t)}/${'long-'.repeat(40)}`;
  mkdirSync(deep);
  writeFileSync(`${deep}/billing.sh`, stayingScripts.shell);
  const { facts, end } = await start(t, 'bash', [`${deep}/billing.sh`]);
  const asKernel = { ...facts, args: ['bash', `${deep}/bil`], argsCut: true };
  assert.equal(identify(asKernel).name, 'billing.sh');
  await end();
  assert.equal(identify(asKernel).name, 'bash');
});

test('a script that is started by itself is named, not its interpreter', async (t) => {
  const path = `${folder(t)}/poll`;
  writeFileSync(path, `#!/bin/sh\n${stayingScripts.shell}`, { mode: 0o755 });
  const { facts } = await start(t, path, []);
  assert.equal(identify(facts).name, 'poll');
});

test('code on the command line, a module and a script of Python', needsPython, async (t) => {
  const shop = `${folder(t)}/shop`;
  mkdirSync(shop);
  writeFileSync(`${shop}/app.py`, stayingScripts.python);
  writeFileSync(`${shop}/billing.py`, stayingScripts.python);
  const run = async (...args: string[]) => identify((await start(t, python ?? '', args, { cwd: shop })).facts).name;
  assert.equal(await run('-c', stayingScripts.python), 'python3');
  assert.equal(await run('-u', '-W', 'ignore', 'billing.py'), 'billing.py');
  assert.equal(await run('app.py'), 'shop/app.py');
  assert.equal(await run('-um', 'billing'), 'billing');
});

test('a program that calls itself something else is named by its executable', async (t) => {
  const { child, facts } = await start(t, 'bash', ['-c', 'echo ready; read go; exec -a "nginx: worker process" sleep 1000']);
  child.stdin?.write('go\n');
  const deadline = Date.now() + 10_000;
  while (proc.executable(facts.pid) !== 'sleep' && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  const now = proc.facts(facts.pid);
  assert.deepEqual(now?.args, ['nginx: worker process', '1000']);
  assert.equal(now && identify(now).name, 'sleep');
  assert.equal(identify(facts).name, 'bash', 'who used a socket before the exec keeps its name');
});

test('OTEL_SERVICE_NAME wins while the process lives, as text that is safe in a label', async (t) => {
  const { facts, end } = await start(t, 'sh', ['-c', 'echo ready; read line'], { env: { OTEL_SERVICE_NAME: 'billing "eu"\n' } });
  assert.equal(identify(facts).name, 'billing _eu_');
  await end();
  assert.equal(identify(facts).name, facts.executable);
});

test('our own titles and those of others name Node processes', async (t) => {
  const titled = (title: string, env = {}) => start(t, nodePath, ['-e', `process.title = '${title}'; ${stayingScripts.node}`], { env });
  const agent = await titled('sonde-agent', { OTEL_SERVICE_NAME: 'other' });
  assert.equal(identify(agent.facts).name, 'sonde-agent');
  assert.equal(identify({ ...agent.facts, comm: 'node-MainThread', args: ['node', '/opt/sonde/collectors/main.ts'] }).name, 'sonde-agent');
  assert.equal(identify((await titled('shop: leader')).facts).name, 'shop');
});

const canMakeCgroups = proc.cgroupMount !== undefined && process.getuid?.() === 0;

test('a process in a container’s or a service’s cgroup is that, also when it is gone', {
  skip: canMakeCgroups ? false : 'needs root and cgroup v2',
}, async (t) => {
  const id = '4f9bb1a6c1d1'.padEnd(64, '0');
  const top = `${proc.cgroupMount}/sonde-test-identity-${process.pid}`;
  const made = ['', '/system.slice', '/system.slice/shop.service', `/system.slice/docker-${id}.scope`];
  t.after(() => {
    for (const path of made.toReversed()) rmdirSync(top + path);
  });
  for (const path of made) mkdirSync(top + path);
  const runIn = async (path: string) => {
    const { child, end } = await start(t, 'sh', ['-c', 'echo ready; read line']);
    writeFileSync(`${top}${path}/cgroup.procs`, String(child.pid));
    const facts = proc.facts(child.pid ?? 0);
    assert.ok(facts);
    return { facts, end };
  };
  const seen = processIdentities({ own, proc });
  const service = await runIn('/system.slice/shop.service');
  const container = await runIn(`/system.slice/docker-${id}.scope`);
  const asService = { kind: 'systemd', name: 'shop.service', namespace: '' };
  const asContainer = { kind: 'container', name: id.slice(0, 12), namespace: '' };
  assert.deepEqual([seen.identify(service.facts), seen.identify(container.facts)], [asService, asContainer]);

  await service.end();
  await container.end();
  assert.deepEqual([seen.identify(service.facts), seen.identify(container.facts)], [asService, asContainer]);
  const beside = processIdentities({ own: { unit: 'shop.service', container: id }, proc });
  assert.deepEqual(
    [beside.identify(service.facts).kind, beside.identify(container.facts).kind],
    ['process', 'process'],
    'what Sonde itself runs in names nobody',
  );
  assert.deepEqual(processIdentities({ own, proc }).identify({ ...service.facts, cgroupId: 1n << 60n, cgroupPath: '/system.slice/shop.service' }), asService);
});

/** A /proc of a hybrid host as it was captured: a container that shows in v1 only, and its first process. */
function hybridProc(t: Scope, container: string): string {
  const root = folder(t);
  mkdirSync(`${root}/812`);
  writeFileSync(`${root}/812/stat`, `812 (sh) S 790 812 812 0 -1 4194560 ${'0 '.repeat(12)}5000 2838528\n`);
  writeFileSync(`${root}/812/cgroup`, `12:memory:/docker/${container}\n1:name=systemd:/docker/${container}\n0::/\n`);
  return root;
}

test('on a hybrid host, a child that is gone was in its parent’s container', (t) => {
  const container = '4f9bb1a6c1d1'.padEnd(64, '0');
  const hybrid = processIdentities({ proc: procfs(hybridProc(t, container)), hostRoot: '/nonexistent' });
  const child = { pid: 813, parentPid: 812, comm: 'curl', executable: 'curl', args: ['curl'], argsCut: false, cgroupId: 1n, startTimeNs: 51_000_000_000n };
  assert.deepEqual(hybrid.identify(child), { kind: 'container', name: '4f9bb1a6c1d1', namespace: '' });
  const older = { ...child, startTimeNs: 49_000_000_000n };
  assert.deepEqual(hybrid.identify(older), { kind: 'process', name: 'curl', namespace: '' }, 'the parent’s pid belongs to another by now');
  assert.equal(hybrid.identify({ ...child, parentPid: 790 }).kind, 'process');
});
