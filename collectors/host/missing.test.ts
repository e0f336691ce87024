import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';
import { writeLargeHost } from './fixtures/large-host.ts';
import { missingSources } from './missing.ts';
import { openHost } from './open.ts';

const named = (scene: HostScene) => missingSources(scene.sources).map(({ name }) => name);

/** A host that lacks nothing. */
function wholeHost(t: Parameters<typeof hostScene>[0]): HostScene {
  const scene = hostScene(t);
  writeLargeHost(scene, 1, 1);
  scene.write({
    'cg/cgroup.controllers': 'cpuset cpu io memory pids\n',
    'proc/meminfo': 'MemTotal: 1 kB\nHardwareCorrupted: 0 kB\n',
    'sys/class/net/lo/operstate': 'up\n',
  });
  return scene;
}

test('a host that has everything lacks nothing', (t) => {
  assert.deepEqual(named(wholeHost(t)), []);
});

for (const [path, names] of [
  ['proc/pressure', ['host: pressure']],
  ['proc/pressure/irq', ['host: pressure of interrupts']],
  ['proc/sys/net/netfilter', ['host: conntrack']],
  ['proc/net/stat/nf_conntrack', ['host: conntrack failures']],
  ['cg/cgroup.controllers', ['host: memory of cgroups', 'host: CPU limits']],
  ['proc/diskstats', ['host: proc/diskstats']],
  ['sys/class/net', ['host: sys/class/net']],
] as const) {
  test(`a host without ${path} says so, as a note, with what it means and what would help`, (t) => {
    const scene = wholeHost(t);
    scene.remove(path);
    assert.deepEqual(named(scene), names);
    for (const { state, says, mend } of missingSources(scene.sources)) assert.deepEqual([state, says === '', mend === ''], ['info', false, false]);
  });
}

test('a controller of v1 is as good, and one that v2 does not have is missing', (t) => {
  const scene = wholeHost(t);
  scene.write({ 'cg/cgroup.controllers': 'cpu io\n' });
  assert.deepEqual(named(scene), ['host: memory of cgroups']);
  scene.write({ 'proc/self/mountinfo': `1 1 0:1 / ${scene.root}/cg rw - cgroup2 cgroup2 rw\n1 1 0:2 / ${scene.root}/memory rw - cgroup cgroup rw,memory\n` });
  assert.deepEqual(named(scene), []);
});

test('kernels that cannot take bad memory out of use do not count it', (t) => {
  const scene = wholeHost(t);
  scene.write({ 'proc/meminfo': 'MemTotal: 1 kB\n' });
  assert.deepEqual(named(scene), ['host: memory errors']);
});

test('the collector tells what is missing now', (t) => {
  const scene = wholeHost(t);
  const { checks } = openHost({ series: scene.series, readKernelClock: () => 0 }, scene.roots);
  assert.deepEqual(checks?.(), []);
  scene.remove('proc/pressure');
  assert.deepEqual(
    checks?.().map(({ says }) => says),
    ['no PSI: how long tasks wait for CPU, memory and disks is not known'],
  );
});
