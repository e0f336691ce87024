import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { oomKills } from '#contract/kernel-metrics.ts';
import { oomKillEventBytes, oomScope } from '../bpf/gen/oom.ts';
import { stat } from '../bpf/gen/sockets.ts';
import { cgroupMounts, flatKeyed } from './host/cgroups.ts';
import { Lab } from './l7/lab.ts';
import { atOnce } from './runtime/fixtures/at-once.ts';
import { until } from './runtime/fixtures/until.ts';
import { perCpuCounters } from './runtime/map-sweep.ts';
import { ring } from './runtime/ring.ts';
import { substrate, sum } from './sockets/lab.ts';

const { unified, legacy } = cgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
const mount = legacy.get('memory') ?? unified ?? assert.fail('there is no memory controller');
const isUnified = !legacy.has('memory');
const limitBytes = 16 << 20;
const kills = 5;

/** With a limit, and gone with the test. */
function smallCgroup(t: TestContext): string {
  const folder = `${mount}/sonde-oom-test-${process.pid}`;
  mkdirSync(folder);
  t.after(() => rmdirSync(folder));
  writeFileSync(`${folder}/${isUnified ? 'memory.max' : 'memory.limit_in_bytes'}`, String(limitBytes));
  const swap = `${folder}/${isUnified ? 'memory.swap.max' : 'memory.memsw.limit_in_bytes'}`;
  if (existsSync(swap)) writeFileSync(swap, isUnified ? '0' : String(limitBytes));
  return folder;
}

/** How many the kernel itself says that it killed there. */
const killsIn = (folder: string): number =>
  Number(flatKeyed(readFileSync(`${folder}/${isUnified ? 'memory.events' : 'memory.oom_control'}`, 'utf8')).get('oom_kill'));

/** `tail` keeps the last line of a file that has none, until it is killed. */
async function exceed(folder: string): Promise<number> {
  const child = spawn('/bin/sh', ['-c', `echo $$ > ${folder}/cgroup.procs && exec tail /dev/zero`], { stdio: 'ignore' });
  const [, signal] = await once(child, 'exit');
  assert.equal(signal, 'SIGKILL');
  return child.pid ?? 0;
}

test('what goes beyond the limit of its cgroup is killed: each is counted, and told with whom it met and what that held', { timeout: 120_000 }, async (t) => {
  const folder = smallCgroup(t);
  await using lab = new Lab({ sweepMs: 250 });
  const counted = () => lab.values(oomKills, 'scope');
  await until('there is a zero before the first', () => counted().cgroup === 0 && counted().global === 0);

  const pids: number[] = [];
  for (let turn = 0; turn < kills; turn += 1) pids.push(await exceed(folder));
  assert.equal(killsIn(folder), kills);
  const told = () => lab.events.filter(({ type, attributes }) => type === 'kernel.oom_kill' && pids.includes(Number(attributes['process.pid'])));
  await until('all of them are told and counted', () => told().length >= kills && counted().cgroup === kills);
  assert.deepEqual(counted(), { global: 0, cgroup: kills });

  assert.deepEqual(
    told().map(({ attributes }) => attributes['process.pid']),
    pids,
  );
  for (const { identity, severity, reason, message, attributes } of told()) {
    assert.deepEqual(identity, { kind: 'process', name: 'tail', namespace: '' });
    assert.deepEqual([severity, reason], ['error', 'cgroup']);
    assert.match(message, /^tail \(process \d+\) was killed for want of memory: its cgroup had reached its limit of 16 MiB; it held \d+ MiB$/);
    assert.equal(attributes['sonde.oom.cgroup_limit_bytes'], limitBytes);
    const held = Number(attributes['sonde.oom.anonymous_bytes']);
    assert.ok(held > limitBytes / 4 && held <= limitBytes * 1.5, `it held ${held} bytes`);
  }
});

test('a full ring loses what is told of kills and counts it: read + lost = killed, and the kills count all the same', { timeout: 120_000 }, async (t) => {
  const folder = smallCgroup(t);
  const ringBytes = 4096;
  const tooMany = Math.ceil(ringBytes / oomKillEventBytes);
  const opened = substrate();
  try {
    const oom = opened.extend('oom', { oom_events: ringBytes });
    const counters = perCpuCounters(oom.map('stats'), stat.STAT_COUNT);
    const killed = perCpuCounters(oom.map('oom_kills'), oomScope.OOM_SCOPES);
    const lost = () => counters()[stat.STAT_RING_FULL] ?? 0;
    for (let turn = 0; turn < tooMany; turn++) await exceed(folder);
    assert.equal(killsIn(folder), tooMany);
    let read = 0;
    const events = ring(oom.map('oom_events'), ringBytes, () => {
      read++;
    });
    const [kills, told] = await atOnce(
      () => sum(killed()),
      () => {
        events.drain();
        return read + lost();
      },
    );
    events.close();
    assert.equal(told, kills);
    assert.ok(kills >= tooMany && read > 0 && lost() > 0, `of ${kills} kills ${read} were read`);
  } finally {
    opened.close();
  }
});
