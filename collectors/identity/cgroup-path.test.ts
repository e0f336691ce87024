import assert from 'node:assert/strict';
import { test } from 'node:test';
import { containerIn, placementOf, serviceIn } from './cgroup-path.ts';
import { cgroup2Mount, parseMounts } from './mountinfo.ts';
import { parseMemberships } from './process-facts.ts';

const id = '4f9bb1a6c1d1a3c7d0c2b5f0a9e87d6c5b4a39281706f5e4d3c2b1a098765432';
const outer = 'e'.repeat(64);
const uid = '7d3f2b1c_9a4e_4c6d_8f10_2b3c4d5e6f70';
const dashed = uid.replaceAll('_', '-');

/** As each runtime and driver writes them, v1 and v2. */
const inContainers = [
  ['Docker, cgroupfs', `/docker/${id}`],
  ['Docker, systemd', `/system.slice/docker-${id}.scope`],
  ['Docker, with a systemd of its own', `/system.slice/docker-${id}.scope/system.slice/nginx.service`],
  ['Docker, with a cgroup of its own', `/docker/${id}/init`],
  ['Docker in Docker', `/docker/${outer}/docker/${id}`],
  ['Docker, from a sibling with a cgroup namespace', `/../${id}`],
  ['Docker, systemd, from a sibling', `/../docker-${id}.scope`],
  ['rootless Docker', `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${id}.scope`],
  ['containerd, kubelet systemd driver', `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${uid}.slice/cri-containerd-${id}.scope`],
  ['containerd, kubelet systemd driver, guaranteed', `/kubepods.slice/kubepods-pod${uid}.slice/cri-containerd-${id}.scope`],
  ['containerd, kubelet cgroupfs driver', `/kubepods/burstable/pod${dashed}/${id}`],
  ['containerd, kubelet cgroupfs driver, guaranteed', `/kubepods/pod${dashed}/${id}`],
  ['containerd, a static pod', `/kubepods/besteffort/pod3c1f3a5f1d2e4b6a8c9d0e1f2a3b4c5d/${id}`],
  ['containerd, systemd notation under its own unit', `/system.slice/containerd.service/kubepods-burstable-pod${uid}.slice:cri-containerd:${id}`],
  ['kind: a kubelet in Docker', `/docker/${outer}/kubelet/kubepods/besteffort/pod${dashed}/${id}`],
  ['kind, systemd', `/system.slice/docker-${outer}.scope/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod${uid}.slice/cri-containerd-${id}.scope`],
  ['Docker, cgroupfs driver with a systemd parent', `/system.slice:docker:${id}`],
  ['CRI-O, systemd', `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${uid}.slice/crio-${id}.scope`],
  ['CRI-O, in a cgroup of its own', `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${uid}.slice/crio-${id}.scope/container`],
  ['CRI-O, cgroupfs', `/kubepods/besteffort/pod${dashed}/crio-${id}`],
  ['Podman, systemd', `/machine.slice/libpod-${id}.scope/container`],
  ['Podman, cgroupfs', `/libpod_parent/libpod-${id}`],
  ['Podman, in a unit', `/system.slice/shop.service/libpod-payload-${id}`],
  ['rootless Podman', `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container`],
  ['nerdctl, systemd', `/system.slice/nerdctl-${id}.scope`],
  ['nerdctl, cgroupfs', `/default/${id}`],
  ['ECS', `/ecs/8f2c1d3e4b5a69788796a5b4c3d2e1f0/${id}`],
] as const;

for (const [who, path] of inContainers) {
  test(`a container's id is found: ${who}`, () => assert.equal(containerIn(path), id));
}

const outside = [
  '/',
  '',
  '/init.scope',
  '/system.slice/docker.service',
  `/docker/${id.slice(1)}`,
  `/docker/${id}0`,
  `/docker/${id.toUpperCase()}`,
  `/${id}`,
  `/process_api/${id}`,
  `/user.slice/${id}`,
  `/machine.slice/libpod-conmon-${id}.scope`,
  `/system.slice/crio-conmon-${id}.scope`,
  `/system.slice/docker-${id.slice(1)}.scope`,
  `/system.slice/undocker-${id}.scope`,
  '/lxc.payload.web/init.scope',
  '/kubepods/burstable/pod7d3f2b1c',
];

for (const path of outside) test(`no container: ${path}`, () => assert.equal(containerIn(path), undefined));

const services: readonly (readonly [path: string, unit: string | undefined])[] = [
  ['/system.slice/nginx.service', 'nginx.service'],
  ['/system.slice/system-postgresql.slice/postgresql@15-main.service', 'postgresql@15-main.service'],
  ['/system.slice/shop.service/workers/1', 'shop.service'],
  ['/../../system.slice/cron.service', 'cron.service'],
  ['/system.slice/system-sshd.slice/sshd@12-10.0.0.1:22-10.0.0.2:51234.service', 'sshd@.service'],
  ['/system.slice/system-shop.slice/shop@3-4711-1000.service', 'shop@.service'],
  ['/system.slice/system-getty.slice/getty@tty1.service', 'getty@tty1.service'],
  ['/system.slice/run-u123.service', undefined],
  ['/system.slice/run-r0a1b2c3d4e5f60718293a4b5c6d7e8f9.service', undefined],
  ['/system.slice/run-p4711-i4712.service', undefined],
  ['/system.slice/run-4711.scope', undefined],
  ['/system.slice/ssh.socket', undefined],
  ['/user.slice/user-1000.slice/session-3.scope', undefined],
  ['/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service', undefined],
  ['/init.scope', undefined],
  ['/', undefined],
];

for (const [path, unit] of services) {
  test(`${path} is ${unit ?? 'no service'}`, () => assert.equal(serviceIn(path), unit));
}

test('on a hybrid host the container is found in a v1 hierarchy, the unit in systemd’s', () => {
  const docker = parseMemberships(`12:memory:/docker/${id}\n1:name=systemd:/docker/${id}\n0::/\n`);
  assert.deepEqual(placementOf(docker), { container: id, unit: undefined });
  const unit = parseMemberships('9:name=systemd:/system.slice/nginx.service\n4:memory:/\n0::/\n');
  assert.deepEqual(placementOf(unit), { container: undefined, unit: 'nginx.service' });
});

test('v2 is asked before v1', () => {
  const moved = parseMemberships(`4:memory:/docker/${outer}\n0::/docker/${id}\n`);
  assert.equal(placementOf(moved).container, id);
});

test('a cgroup that was removed, and one with colons in its path, are read', () => {
  assert.deepEqual(parseMemberships('0::/system.slice/a.service (deleted)\n'), [{ controllers: '', path: '/system.slice/a.service' }]);
  assert.deepEqual(parseMemberships(`3:cpu,cpuacct:/system.slice:docker:${id}\n`), [{ controllers: 'cpu,cpuacct', path: `/system.slice:docker:${id}` }]);
});

test('the v2 mount is found on unified and hybrid hosts, and its whole is preferred to a part', () => {
  const mountIn = (mountinfo: string) => cgroup2Mount(parseMounts(mountinfo));
  const v1 = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory';
  const hybrid = '41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw';
  assert.equal(mountIn(`${v1}\n${hybrid}\n`), '/sys/fs/cgroup/unified');
  const part = '50 31 0:38 /docker/a /run/part rw shared:4 master:1 - cgroup2 none rw';
  const spaced = '51 31 0:38 / /mnt/my\\040cgroups rw shared:4 - cgroup2 none rw,nsdelegate';
  assert.equal(mountIn(`${part}\n${spaced}\n`), '/mnt/my cgroups');
  assert.equal(mountIn(part), '/run/part');
  assert.equal(mountIn(v1), undefined);
});
