import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CgroupGains, OwnGains } from './cgroup-gains.ts';
import { memoryOf, ownMemory } from './cgroup-memory.ts';
import { cgroupTrees } from './cgroup-trees.ts';
import { cgroupMounts, cgroupTree, type Group, processesIn } from './cgroups.ts';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';

const outer = 'a'.repeat(64);
const inner = 'b'.repeat(64);
const nowhere = { container: undefined, unit: undefined };

function makeCgroups(scene: HostScene, paths: readonly string[]): void {
  scene.write(Object.fromEntries(paths.map((path) => [`cg${path}/cgroup.procs`, ''])));
}

const below = (scene: HostScene, folders: readonly string[]) => folders.map((folder) => folder.slice(`${scene.root}/cg`.length) || '/').sort();

test('hybrid hosts have a hierarchy for each controller, beside the unified one', () => {
  const mounts = cgroupMounts(`32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 /docker/x /elsewhere rw - cgroup cgroup rw,memory
36 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
`);
  assert.equal(mounts.unified, '/sys/fs/cgroup/unified');
  assert.deepEqual(
    ['cpu', 'cpuacct', 'memory', 'name=systemd', 'pids'].map((controller) => mounts.legacy.get(controller)),
    ['/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/memory', '/sys/fs/cgroup/systemd', undefined],
  );
});

test('containers and services are found with what is inside them, everything else is plain', (t) => {
  const scene = hostScene(t);
  makeCgroups(scene, [
    '',
    '/init.scope',
    '/user.slice/user-1000.slice/session-3.scope',
    '/system.slice/nginx.service/worker',
    `/system.slice/docker-${outer}.scope/docker/${inner}`,
    `/system.slice/containerd.service/kubepods-burstable.slice:cri-containerd:${inner}`,
    '/system.slice/sonde.service/children',
  ]);
  const { groups, plain } = cgroupTree(`${scene.root}/cg`, { container: undefined, unit: 'sonde.service' });
  const found = groups.map(({ placement, folder, around }) => [
    folder.slice(`${scene.root}/cg`.length),
    placement.container ?? placement.unit,
    around?.folder.length ?? 0,
  ]);
  assert.deepEqual(found.toSorted(), [
    ['/system.slice/containerd.service', 'containerd.service', 0],
    [`/system.slice/containerd.service/kubepods-burstable.slice:cri-containerd:${inner}`, inner, `${scene.root}/cg/system.slice/containerd.service`.length],
    [`/system.slice/docker-${outer}.scope`, outer, 0],
    [`/system.slice/docker-${outer}.scope/docker/${inner}`, inner, `${scene.root}/cg/system.slice/docker-${outer}.scope`.length],
    ['/system.slice/nginx.service', 'nginx.service', 0],
  ]);
  assert.deepEqual(below(scene, plain), [
    '/',
    '/init.scope',
    '/system.slice',
    '/system.slice/sonde.service',
    '/system.slice/sonde.service/children',
    '/user.slice',
    '/user.slice/user-1000.slice',
    '/user.slice/user-1000.slice/session-3.scope',
  ]);
});

test('the processes of a cgroup are its own; those outside of the agent’s pid namespace are 0', (t) => {
  const scene = hostScene(t);
  scene.write({ 'cg/cgroup.procs': '1\n0\n4711\n\n' });
  assert.deepEqual(processesIn(`${scene.root}/cg`), [1, 4711]);
  assert.deepEqual(processesIn(`${scene.root}/gone`), []);
});

const mountsOf = (scene: HostScene) => ({
  unified: `${scene.root}/cg`,
  legacy: new Map([
    ['cpuacct', `${scene.root}/v1/cpuacct`],
    ['memory', `${scene.root}/v1/memory`],
  ]),
});

test('CPU time is asked where more is known by name, memory where its controller is', (t) => {
  const scene = hostScene(t);
  makeCgroups(scene, ['/system.slice/a.service']);
  scene.write({ [`v1/cpuacct/docker/${outer}/cgroup.procs`]: '', 'v1/memory/cgroup.procs': '' });
  const trees = cgroupTrees(mountsOf(scene), nowhere);
  assert.equal(trees.cpu()?.isUnified, true);
  assert.equal(trees.memory()?.isUnified, false);
  assert.equal(trees.throttling()?.isUnified, true);
  scene.write({ [`v1/cpuacct/docker/${inner}/cgroup.procs`]: '' });
  assert.equal(trees.cpu()?.isUnified, false);
  assert.equal(cgroupTrees({ unified: undefined, legacy: new Map() }, nowhere).cpu(), undefined);
});

const group = (id: string, around?: Group): Group => ({ id, folder: `/${id}`, placement: nowhere, around });

test('a group has gained what those inside it have not, also when they were read a moment later', () => {
  const service = group('service');
  const container = group('container', service);
  const gains = new CgroupGains();
  const own = new OwnGains();
  const counters = new Map([
    [service, 10],
    [container, 10],
  ]);
  const look = (ofService: number, ofContainer: number, groups: readonly Group[] = [service, container]) => {
    counters.set(service, ofService).set(container, ofContainer);
    const gained = own.of(gains.look(groups, (one) => [counters.get(one)]));
    return groups.map((one) => gained.get(one)?.[0]);
  };
  assert.deepEqual(look(100, 50), [0, 0]);
  assert.deepEqual(look(110, 56), [4, 6]);
  assert.deepEqual(look(112, 59), [0, 3], 'one too much for the container');
  assert.deepEqual(look(120, 60), [6, 1], 'is taken from the next');
  const another = group('another');
  counters.set(another, 7);
  assert.deepEqual(look(120, 60, [service, container, another]), [0, 0, 7], 'a cgroup made since counts from its beginning');
});

const memoryStat = {
  unified: 'anon 200000\nfile 700000\nkernel 5\ninactive_file 300000\npgmajfault 12\n',
  legacy: 'cache 1\nrss 2\nhierarchical_memory_limit 1048576\ntotal_cache 700000\ntotal_rss 200000\ntotal_inactive_file 300000\ntotal_pgmajfault 12\n',
};

test('both dialects of memory.stat say the same', (t) => {
  const scene = hostScene(t);
  scene.write({
    'v2/memory.stat': memoryStat.unified,
    'v2/memory.current': '950000\n',
    'v2/memory.max': '1048576\n',
    'v1/memory.stat': memoryStat.legacy,
    'v1/memory.usage_in_bytes': '950000\n',
  });
  const [v2, v1] = [true, false].map((isUnified) => memoryOf(scene.sources, { ...group('x'), folder: `${scene.root}/${isUnified ? 'v2' : 'v1'}` }, isUnified));
  assert.deepEqual(v2, { use: { anonBytes: 200_000, fileBytes: 700_000, workingSetBytes: 650_000 }, majorFaults: 12, limitBytes: 1_048_576 });
  assert.deepEqual(v1, v2);
});

test('no limit is none, and a number that cannot be takes no other with it', (t) => {
  const scene = hostScene(t);
  const read = (folder: string, isUnified: boolean) => memoryOf(scene.sources, { ...group('x'), folder: `${scene.root}/${folder}` }, isUnified);
  scene.write({ 'v2/memory.stat': memoryStat.unified, 'v2/memory.current': '950000\n', 'v2/memory.max': 'max\n' });
  assert.equal(read('v2', true).limitBytes, undefined);
  scene.write({ 'v1/memory.stat': memoryStat.legacy.replace('1048576', '9223372036854771712').replace('total_rss 200000', 'total_rss -1') });
  assert.deepEqual(read('v1', false), { use: undefined, majorFaults: 12, limitBytes: undefined });
  assert.deepEqual(scene.rejected(), ['cgroup memory total_rss 1']);
  assert.deepEqual(read('gone', true), { use: undefined, majorFaults: undefined, limitBytes: undefined });
});

test('memory of a group is without that of the groups inside', () => {
  const service = group('service');
  const container = group('container', service);
  const use = (bytes: number) => ({ use: { anonBytes: bytes, fileBytes: bytes * 2, workingSetBytes: bytes * 3 }, majorFaults: 0, limitBytes: undefined });
  const own = ownMemory(
    new Map([
      [service, use(100)],
      [container, use(70)],
    ]),
  );
  assert.deepEqual(own.get(service), { anonBytes: 30, fileBytes: 60, workingSetBytes: 90 });
  assert.deepEqual(own.get(container), { anonBytes: 70, fileBytes: 140, workingSetBytes: 210 });
});
