import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedCommand, cgroupsLeft, hierarchiesOf } from './bounded.ts';
import { memoryHogRun } from './memory-hog.ts';

const hybrid = `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
const unified = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n';

test('on a hybrid host the limit is in v1 and the name in v2', () => {
  assert.deepEqual(hierarchiesOf(hybrid, 'memory'), [
    { mount: '/sys/fs/cgroup/memory', isUnified: false },
    { mount: '/sys/fs/cgroup/unified', isUnified: true },
  ]);
  const command = boundedCommand(memoryHogRun, hybrid);
  assert.deepEqual(command.slice(-6), ['/sys/fs/cgroup/unified', '--', ...memoryHogRun.bound.legacy.flat()].slice(-6));
  assert.equal(command[6], '', 'nothing is handed down in v2');
});

test('on a unified host both are in v2', () => {
  assert.deepEqual(hierarchiesOf(unified, 'cpu'), [{ mount: '/sys/fs/cgroup', isUnified: true }]);
  const command = boundedCommand(memoryHogRun, unified);
  assert.deepEqual(command.slice(-5), ['--', ...memoryHogRun.bound.unified.flat()]);
  assert.equal(command[6], '/sys/fs/cgroup');
});

test('a host without cgroups is told so', () => {
  assert.throws(() => boundedCommand(memoryHogRun, ''), /no cgroup hierarchy with memory is mounted/);
});

test('what is left is removed from the inside out, and never more than the demo’s own', () => {
  const left = cgroupsLeft(unified, ['memory-hog.service']);
  assert.deepEqual(left, ['/sys/fs/cgroup/sonde-demo/system.slice/memory-hog.service', '/sys/fs/cgroup/sonde-demo/system.slice', '/sys/fs/cgroup/sonde-demo']);
});
