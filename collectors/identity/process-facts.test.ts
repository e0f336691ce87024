import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { until } from '../runtime/fixtures/until.ts';
import { argumentsOf, executableName, isAlive, parseStat, procfs } from './process-facts.ts';

const proc = procfs();

async function withProcess<T>(command: string, args: readonly string[], look: (pid: number, child: ChildProcess) => T | Promise<T>): Promise<T> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, SHOP_COLOUR: 'blue=ish', COLOUR: 'red' } });
  try {
    if (child.pid === undefined) throw new Error(`${command} did not start`);
    return await look(child.pid, child);
  } finally {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

test('a command line is split at its NULs, and a character that was cut is dropped', () => {
  assert.deepEqual(argumentsOf(Buffer.from('python3\0-c\0\0x y\0'), false), ['python3', '-c', '', 'x y']);
  assert.deepEqual(argumentsOf(Buffer.from('sonde-agent\0\0\0\0'), false), ['sonde-agent']);
  assert.deepEqual(argumentsOf(Buffer.alloc(0), false), []);
  assert.deepEqual(argumentsOf(Buffer.from('a\0b\u00e9').subarray(0, 4), true), ['a', 'b']);
});

test('the executable is named without what the kernel adds', () => {
  assert.equal(executableName('/usr/sbin/nginx'), 'nginx');
  assert.equal(executableName('/usr/sbin/nginx (deleted)'), 'nginx');
  assert.equal(executableName('nginx'), 'nginx');
  assert.equal(executableName('/memfd:runc_cloned:/proc/self/exe (deleted)'), 'runc_cloned');
  assert.equal(executableName('/opt/my app/api (v2)'), 'api (v2)');
});

test('a command name with blanks and parentheses does not shift the fields of stat', () => {
  const line = readFileSync('/proc/self/stat', 'utf8');
  const odd = line.replace(/\(.*\)/, '(a) b (c) S 1 2)');
  assert.deepEqual(parseStat(odd), parseStat(line));
  assert.equal(parseStat(odd)?.parentPid, process.ppid);
  assert.equal(parseStat('4711 (cut) S 1'), undefined);
});

test('a living process has the facts that the kernel would give', () =>
  withProcess('sleep', ['1000'], (pid) => {
    const facts = proc.facts(pid);
    assert.ok(facts);
    assert.equal(facts.parentPid, process.pid);
    assert.deepEqual([facts.comm, facts.executable, facts.args, facts.argsCut], ['sleep', 'sleep', ['sleep', '1000'], false]);
    const uptimeNs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1e9;
    assert.ok(Math.abs(uptimeNs - Number(facts.startTimeNs)) < 60e9);
    assert.equal(facts.cgroupId > 0n, proc.cgroupMount !== undefined);
    assert.ok(isAlive(proc, facts));
  }));

test('a variable of the environment is found by its whole name', () =>
  withProcess('sleep', ['1000'], (pid) => {
    assert.equal(proc.variable(pid, 'COLOUR'), 'red');
    assert.equal(proc.variable(pid, 'SHOP_COLOUR'), 'blue=ish');
    assert.equal(proc.variable(pid, 'OLOUR'), undefined);
  }));

test('a process that has ended, a zombie, and another with its pid are not alive', async () => {
  const facts = await withProcess('sleep', ['1000'], (pid) => proc.facts(pid));
  assert.ok(facts);
  assert.ok(!isAlive(proc, facts));
  assert.equal(proc.facts(facts.pid), undefined);
  assert.equal(proc.args(facts.pid), undefined);
  assert.deepEqual(proc.memberships(facts.pid), []);

  const own = proc.facts(process.pid);
  assert.ok(own && isAlive(proc, own));
  assert.ok(!isAlive(proc, { ...own, startTimeNs: own.startTimeNs - 10_000_000n }));

  // The shell becomes `sleep`, which never asks for the child that it did not start.
  await withProcess('sh', ['-c', 'exec 3<&0; cat <&3 & echo $!; exec sleep 1000'], async (pid, child) => {
    const [line] = await once(child.stdout ?? process.stdin, 'data');
    const zombie = Number(String(line));
    await until('it runs sleep', () => proc.executable(pid) === 'sleep');
    child.stdin?.end();
    await until('it has ended', () => proc.stat(zombie)?.state === 'Z');
    const stat = proc.stat(zombie);
    assert.equal(stat?.state, 'Z');
    assert.ok(!isAlive(proc, { pid: zombie, startTimeNs: stat.startTimeNs }));
  });
});
