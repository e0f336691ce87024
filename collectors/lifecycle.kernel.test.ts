import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { runtimeStarts, runtimeUnits } from '#contract/kernel-metrics.ts';
import { stat } from '../bpf/gen/sockets.ts';
import { cgroupMounts } from './host/cgroups.ts';
import { Lab } from './l7/lab.ts';
import { atOnce } from './runtime/fixtures/at-once.ts';
import { until } from './runtime/fixtures/until.ts';
import { perCpuCounters } from './runtime/map-sweep.ts';
import { ring } from './runtime/ring.ts';
import { substrate } from './sockets/lab.ts';

const { unified } = cgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
const mount = unified ?? assert.fail('cgroup v2 is not mounted');

/** Gone with the test, as is what had to be made for them. */
function cgroups(t: TestContext, ...paths: readonly string[]): string[] {
  const folders = paths.map((path) => mount + path);
  const made = ['/system.slice', ...paths].flatMap((path) => mkdirSync(mount + path, { recursive: true }) ?? []);
  t.after(() => {
    for (const folder of made.reverse()) rmdirSync(folder);
  });
  return folders;
}

async function liveAndEnd(folder: string): Promise<void> {
  const child = spawn('/bin/cat', { stdio: ['pipe', 'ignore', 'ignore'] });
  writeFileSync(`${folder}/cgroup.procs`, String(child.pid));
  const ended = once(child, 'exit');
  child.stdin.end();
  await ended;
}

test('a service and a container that start and end are told, each once', { timeout: 60_000 }, async (t) => {
  const unit = `sonde-life-${process.pid}.service`;
  const id = process.pid.toString(16).padStart(64, '0');
  const folders = cgroups(t, `/system.slice/${unit}`, `/system.slice/docker-${id}.scope`, `/sonde-life-${process.pid}`);
  await using lab = new Lab({ sweepMs: 250 });
  for (const folder of folders) await liveAndEnd(folder);
  const told = () => lab.events.filter(({ attributes }) => folders.includes(`${mount}${attributes['sonde.cgroup.path']}`));
  await until('the last has ended', () => told().length >= 4);
  assert.deepEqual(
    told().map(({ type, identity }) => [type, identity?.name]),
    [
      ['systemd.unit_started', unit],
      ['systemd.unit_ended', unit],
      ['container.started', id.slice(0, 12)],
      ['container.ended', id.slice(0, 12)],
    ],
  );
});

test('each start of what runs containers is counted, of nothing else', { timeout: 60_000 }, async (t) => {
  const [crio = '', other = ''] = cgroups(t, '/system.slice/crio.service', `/system.slice/sonde-crio-${process.pid}.service`);
  await using lab = new Lab({ sweepMs: 250 });
  const counted = () => lab.values(runtimeStarts, 'unit');
  await until('there is a zero before the first', () => runtimeUnits.every((unit) => counted()[unit] === 0));
  for (const folder of [crio, other, crio, other, crio]) await liveAndEnd(folder);
  await until('the last is counted', () => counted().crio === 3);
  assert.deepEqual(counted(), { kubelet: 0, containerd: 0, docker: 0, crio: 3 });
});

test('a full ring loses lives and counts them: read + lost = seen', { timeout: 60_000 }, async (t) => {
  const [folder = ''] = cgroups(t, `/system.slice/sonde-lives-${process.pid}.service`);
  const ringBytes = 4096;
  const opened = substrate();
  try {
    const lifecycle = opened.extend('lifecycle', { lifecycle_events: ringBytes });
    const counters = perCpuCounters(lifecycle.map('stats'), stat.STAT_COUNT);
    const count = (place: number) => counters()[place] ?? 0;
    for (let life = 0; life < 15; life++) await liveAndEnd(folder);
    await until('both changes of each life are seen', () => count(stat.STAT_EVENTS) >= 2 * 15);
    let read = 0;
    const events = ring(lifecycle.map('lifecycle_events'), ringBytes, () => {
      read++;
    });
    const [seen, told] = await atOnce(
      () => count(stat.STAT_EVENTS),
      () => {
        events.drain();
        return read + count(stat.STAT_RING_FULL);
      },
    );
    events.close();
    assert.equal(told, seen);
    assert.ok(read > 0 && count(stat.STAT_RING_FULL) > 0, 'the ring was never full');
  } finally {
    opened.close();
  }
});
