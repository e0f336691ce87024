import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { readKernelClock } from '../runtime/libbpf.ts';
import { cgroupMounts, flatKeyed } from './cgroups.ts';
import { liveHost, startBurner } from './fixtures/live-host.ts';

const { unified, legacy } = cgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
const unit = `sonde-host-test-${process.pid}.service`;
const labels = `identity="${unit}",identity_kind="systemd",identity_namespace=""`;

/** A service's cgroup in one hierarchy, gone with the test. */
function serviceIn(t: TestContext, mount: string): string {
  const made: string[] = [];
  for (const path of ['/system.slice', `/system.slice/${unit}`]) {
    try {
      mkdirSync(mount + path);
      made.unshift(mount + path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
  t.after(() => {
    for (const folder of made) rmdirSync(folder);
  });
  return `${mount}/system.slice/${unit}`;
}

function statOf(folder: string): Map<string, string> {
  return flatKeyed(readFileSync(`${folder}/cpu.stat`, 'utf8'));
}

/** Half a CPU. */
function limitCpu(folder: string, isUnified: boolean): void {
  const files = isUnified ? { 'cpu.max': '50000 100000' } : { 'cpu.cfs_period_us': '100000', 'cpu.cfs_quota_us': '50000' };
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/${name}`, text);
}

test('a service is charged what its cgroup counts: CPU time, throttling and memory', { timeout: 60_000 }, async (t) => {
  assert.ok(unified !== undefined, 'cgroup v2 is not mounted');
  const burner = startBurner();
  // Before the cgroups, which cannot be removed while it is in them.
  t.after(() => burner.end());
  const mounts = { all: unified, cpu: legacy.get('cpu') ?? unified, memory: legacy.get('memory') ?? unified };
  const folders = new Map([...new Set(Object.values(mounts))].map((mount) => [mount, serviceIn(t, mount)]));
  const folderOf = (mount: string) => folders.get(mount) ?? assert.fail(mount);

  const host = liveHost(readKernelClock);
  const sweepAll = () => {
    for (let turn = 0; turn < 3; turn += 1) host.sweep();
  };
  sweepAll();
  limitCpu(folderOf(mounts.cpu), mounts.cpu === unified);
  for (const folder of folders.values()) writeFileSync(`${folder}/cgroup.procs`, String(burner.pid));
  await burner.order('hold 64');
  await burner.order('burn 600');

  const before = statOf(folderOf(mounts.all));
  const throttledBefore = statOf(folderOf(mounts.cpu));
  sweepAll();
  const after = statOf(folderOf(mounts.all));
  const throttledAfter = statOf(folderOf(mounts.cpu));
  const shown = host.values();
  const between = (name: string, least: number, most: number) => {
    const value = shown.get(name) ?? Number.NaN;
    assert.ok(value >= least - 1e-6 && value <= most + 1e-6, `${name}: ${value} is not between ${least} and ${most}`);
  };
  const seconds = (stat: ReadonlyMap<string, string>, field: string) => Number(stat.get(field)) / 1e6;
  const count = (field: string) => [Number(throttledBefore.get(field)), Number(throttledAfter.get(field))] as const;

  assert.ok(seconds(before, 'user_usec') > 0.4);
  between(`identity_cpu_seconds_total{${labels},mode="user"}`, seconds(before, 'user_usec'), seconds(after, 'user_usec'));
  between(`identity_cpu_seconds_total{${labels},mode="system"}`, seconds(before, 'system_usec'), seconds(after, 'system_usec'));
  assert.ok(count('nr_throttled')[0] > 0, 'the limit stopped it');
  between(`identity_cpu_throttled_periods_total{${labels}}`, ...count('nr_throttled'));
  between(`identity_cpu_periods_total{${labels}}`, ...count('nr_periods'));
  const megabytes = 1e6;
  between(`identity_memory_bytes{${labels},type="anon"}`, 60 * megabytes, 200 * megabytes);
  between(`identity_memory_bytes{${labels},type="working_set"}`, 60 * megabytes, 300 * megabytes);
});

test('the kernel’s clock answers', () => {
  const host = liveHost(readKernelClock);
  host.sweep();
  const shown = host.values();
  assert.ok([0, 1].includes(shown.get('clock_synchronized') ?? -1));
  for (const name of ['clock_offset_seconds', 'clock_estimated_error_seconds', 'clock_maximum_error_seconds'])
    assert.ok(Math.abs(shown.get(name) ?? Number.NaN) < 60, name);
});
