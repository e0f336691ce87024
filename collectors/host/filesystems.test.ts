import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMounts } from '../identity/mountinfo.ts';
import { type Ask, filesystems } from './filesystems.ts';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';
import { localFilesystems } from './mounts.ts';

/** As on a host with Docker, Kubernetes, NFS and a bind mount. */
const mountinfo = `22 27 0:21 / /proc rw,relatime - proc proc rw
23 27 0:22 / /sys rw,relatime - sysfs sysfs rw
24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,size=12334344k
25 24 0:23 / /dev/shm rw,relatime - tmpfs tmpfs rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
78 27 254:0 /run/netns /run/netns rw,relatime shared:1 - ext4 /dev/vda rw,discard
79 27 254:0 /srv/www /var/www ro,relatime - ext4 /dev/vda rw,discard
80 27 254:16 / /data\\040one rw - xfs /dev/mapper/data-one rw
81 27 254:32 / /backup rw - ext4 /dev/vdc ro,errors=remount-ro
82 27 0:50 / /run rw - tmpfs tmpfs rw
83 27 0:51 / /run/user/1000 rw - tmpfs tmpfs rw
84 27 0:52 / /var/lib/kubelet/pods/1/volumes/token rw - tmpfs tmpfs rw
85 27 0:53 / /var/lib/docker/overlay2/1/merged rw - overlay overlay rw
86 27 0:54 / /mnt/nfs rw - nfs4 server:/export rw
87 86 254:48 / /mnt/nfs/local rw - ext4 /dev/vdd rw
88 27 0:55 / /mnt/ssh rw - fuse.sshfs me@host:/ rw
89 27 8:1 / /media/usb rw - fuseblk /dev/sda1 rw
90 27 0:56 / /snap/core/1 ro - squashfs /dev/loop0 ro
91 27 8:2 / /hidden rw - ext4 /dev/sdb rw
92 91 0:57 / /hidden rw - tmpfs none rw
this is no mount
`;

test('local filesystems are listed once each, those of disks first, and nothing that may wait for others', () => {
  const found = localFilesystems(parseMounts(mountinfo)).map(({ point, device, type, readOnly }) => [point, device, type, readOnly]);
  assert.deepEqual(found, [
    ['/', '/dev/vda', 'ext4', false],
    ['/backup', '/dev/vdc', 'ext4', true],
    ['/data one', '/dev/mapper/data-one', 'xfs', false],
    ['/media/usb', '/dev/sda1', 'fuseblk', false],
    ['/run', 'tmpfs', 'tmpfs', false],
    ['/hidden', 'none', 'tmpfs', false],
  ]);
});

const answer = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 300, files: 64, ffree: 60 };
const mountsOf = (points: readonly string[]) => points.map((point, n) => `1 1 8:${n} / ${point} rw - ext4 /dev/sd${n} rw\n`).join('');
const settle = () => new Promise((resolve) => setImmediate(resolve));

function opened(t: { after(clean: () => void): void }, points: readonly string[], ask: Ask): HostScene & { sweep: () => Promise<void> } {
  const scene = hostScene(t);
  scene.write({ 'proc/self/mountinfo': mountsOf(points) });
  const read = filesystems(scene.sources, ask);
  return {
    ...scene,
    async sweep() {
      read();
      await settle();
      scene.clock.ms += 15_000;
    },
  };
}

/** The parts of a mount point that are shown, with their values. */
const partsOf = (scene: HostScene, point: string) =>
  scene
    .shown('sonde_host_filesystem_')
    .filter((line) => line.includes(`mountpoint="${point}"`))
    .map((line) => line.replace(/\{.*\}/, ''));

test('sizes, inodes and read-only are shown from the second sweep on', async (t) => {
  const scene = opened(t, ['/'], () => Promise.resolve(answer));
  await scene.sweep();
  assert.deepEqual(partsOf(scene, '/'), ['readonly 0'], 'the answer comes later');
  await scene.sweep();
  assert.deepEqual(partsOf(scene, '/'), [
    'size_bytes 4096000',
    'free_bytes 1638400',
    'avail_bytes 1228800',
    'files 64',
    'files_free 60',
    'readonly 0',
    'device_error 0',
  ]);
});

test('without a fixed number of inodes there are none, and no zero', async (t) => {
  const scene = opened(t, ['/'], () => Promise.resolve({ ...answer, files: 0, ffree: 0 }));
  await scene.sweep();
  await scene.sweep();
  assert.deepEqual(scene.shown('sonde_host_filesystem_files'), []);
});

test('a part that is larger than the whole is rejected alone', async (t) => {
  const scene = opened(t, ['/'], () => Promise.resolve({ ...answer, bavail: 2 ** 52, ffree: 65 }));
  await scene.sweep();
  await scene.sweep();
  assert.deepEqual(partsOf(scene, '/'), ['size_bytes 4096000', 'free_bytes 1638400', 'files 64', 'readonly 0', 'device_error 0']);
  assert.deepEqual(scene.rejected(), ['statfs bavail 2', 'statfs ffree 2']);
});

test('one that fails says so, and is asked again', async (t) => {
  let fails = true;
  const scene = opened(t, ['/', '/data'], (path) => (fails && path === '/data' ? Promise.reject(new Error('EIO')) : Promise.resolve(answer)));
  await scene.sweep();
  await scene.sweep();
  assert.deepEqual(partsOf(scene, '/data'), ['readonly 0', 'device_error 1']);
  assert.ok(partsOf(scene, '/').includes('device_error 0'));
  fails = false;
  await scene.sweep();
  await scene.sweep();
  assert.ok(partsOf(scene, '/data').includes('avail_bytes 1228800'));
});

test('one that hangs is asked once, holds up no other, and comes back', async (t) => {
  const asked: string[] = [];
  let release = () => {};
  const hang = new Promise<typeof answer>((resolve) => {
    release = () => resolve(answer);
  });
  const scene = opened(t, ['/', '/hung', '/data', '/more'], (path) => {
    asked.push(path);
    return path === '/hung' ? hang : Promise.resolve(answer);
  });
  for (let sweep = 0; sweep < 5; sweep += 1) await scene.sweep();
  assert.equal(asked.filter((path) => path === '/hung').length, 1);
  assert.deepEqual(partsOf(scene, '/hung'), ['readonly 0', 'device_error 1']);
  for (const point of ['/', '/data', '/more']) assert.ok(partsOf(scene, point).includes('device_error 0'), point);
  release();
  await settle();
  await scene.sweep();
  assert.ok(partsOf(scene, '/hung').includes('device_error 0'));
});

test('with two that hang no third thread is risked, and old answers are not shown as if they were new', async (t) => {
  let hangs = false;
  let waiting = 0;
  const scene = opened(t, ['/', '/a', '/b'], () => {
    if (!hangs) return Promise.resolve(answer);
    waiting += 1;
    return new Promise(() => {});
  });
  await scene.sweep();
  hangs = true;
  for (let sweep = 0; sweep < 6; sweep += 1) await scene.sweep();
  assert.equal(waiting, 2);
  assert.deepEqual(scene.shown('sonde_host_filesystem_size_bytes'), []);
  assert.equal(scene.shown('sonde_host_filesystem_device_error').length, 2);
});

test('what is unmounted vanishes, and beyond 16 they are only counted', async (t) => {
  const scene = opened(
    t,
    Array.from({ length: 30 }, (_, n) => `/disk${n}`),
    () => Promise.resolve(answer),
  );
  await scene.sweep();
  await scene.sweep();
  assert.equal(scene.shown('sonde_host_filesystem_size_bytes').length, 16);
  assert.deepEqual(scene.shown('sonde_host_unnamed'), ['{subject="filesystem"} 14']);
  scene.write({ 'proc/self/mountinfo': '' });
  await scene.sweep();
  assert.deepEqual(scene.shown('sonde_host_filesystem_'), []);
});
