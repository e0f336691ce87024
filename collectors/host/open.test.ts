import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HostScene, hostScene } from './fixtures/host-scene.ts';
import { writeLargeHost } from './fixtures/large-host.ts';
import { openHost } from './open.ts';

const steadyClock = () => 0;
const answer = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 300, files: 64, ffree: 60 };
const container = (n: number) => n.toString(16).padStart(12, '0').padEnd(64, '0');

/** Opens the collector over the files of the scene; each sweep takes 5 s of its clock. */
function opened(scene: HostScene) {
  const host = openHost({ series: scene.series, readKernelClock: steadyClock }, { ...scene.roots, ask: () => Promise.resolve(answer) });
  return async (sweeps: number) => {
    for (let sweep = 0; sweep < sweeps; sweep += 1) {
      scene.clock.ms += 5000;
      host.sweep();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
}

const identityRows = (scene: HostScene, metric: string) =>
  scene
    .shown(`sonde_host_identity_${metric}`)
    .map((line) => line.replace(/\{identity="([^"]*)",identity_kind="([^"]*)",identity_namespace=""(.*)\}/, '$2:$1$3'));

test('a host without any source has no numbers, and no error', async (t) => {
  const scene = hostScene(t);
  await opened(scene)(4);
  const clock = /^(time|clock_|unnamed|identity)/;
  assert.deepEqual(
    scene.shown('sonde_host_').filter((line) => !clock.test(line)),
    [],
  );
  assert.deepEqual(scene.rejected(), []);
});

test('containers and services are named by their cgroups, of either version, with CPU, throttling and memory', async (t) => {
  const scene = hostScene(t);
  const id = container(0xabc);
  const inV2 = 'cg/system.slice/nginx.service';
  const inV1 = `docker/${id}`;
  const mount = (point: string, type: string, options: string) => `1 1 0:1 / ${scene.root}/${point} rw - ${type} ${type} ${options}\n`;
  scene.write({
    'proc/self/mountinfo': mount('cg', 'cgroup2', 'rw') + mount('memory', 'cgroup', 'rw,memory'),
    'proc/meminfo': 'MemTotal: 1000000 kB\n',
    'proc/uptime': '100.00 1.00\n',
    'cg/cgroup.procs': '',
    [`memory/${inV1}/memory.stat`]: 'total_cache 4096\ntotal_rss 8192\ntotal_inactive_file 1024\ntotal_pgmajfault 5\nhierarchical_memory_limit 65536\n',
    [`memory/${inV1}/memory.usage_in_bytes`]: '12288\n',
  });
  const cpuStat = (user: number, throttled: number) =>
    `usage_usec 1\nuser_usec ${user}\nsystem_usec 2000000\nnr_periods ${throttled * 2}\nnr_throttled ${throttled}\nthrottled_usec ${throttled * 100_000}\n`;
  scene.write({ [`${inV2}/cpu.stat`]: cpuStat(5_000_000, 10) });
  const sweep = opened(scene);
  await sweep(3);
  scene.write({ [`${inV2}/cpu.stat`]: cpuStat(8_500_000, 30) });
  await sweep(3);
  const service = 'systemd:nginx.service';
  const box = `container:${id.slice(0, 12)}`;
  const cpu = identityRows(scene, 'cpu_seconds_total');
  assert.ok(cpu.includes(`${service},mode="user" 3.5`));
  assert.ok(cpu.includes(`${service},mode="system" 0`));
  const throttling = identityRows(scene, 'cpu_').filter((line) => line.includes(service) && !line.includes('mode'));
  assert.deepEqual(
    throttling,
    [`periods_total{}`, `throttled_periods_total{}`, 'throttled_seconds_total{}'].map((name, at) => `${name.replace('{}', '')}${service} ${[40, 20, 2][at]}`),
  );
  const memory = identityRows(scene, 'memory_').filter((line) => line.includes(box));
  assert.deepEqual(memory, [`bytes${box},type="anon" 8192`, `bytes${box},type="file" 4096`, `bytes${box},type="working_set" 11264`, `limit_bytes${box} 65536`]);
});

test('one source that fails takes no other with it, and the collector says which', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/loadavg': '1.00 2.00 3.00 1/2 3\n', 'proc/sys/fs/file-nr': '5 0 100\n' });
  const host = openHost(
    {
      series: scene.series,
      readKernelClock: () => {
        throw new Error('adjtimex: EPERM');
      },
    },
    scene.roots,
  );
  assert.throws(() => host.sweep(), /adjtimex: EPERM/);
  assert.deepEqual(scene.shown('sonde_host_load'), ['1 1', '5 2', '15 3']);
  assert.deepEqual(scene.shown('sonde_host_file_descriptors_allocated'), [' 5']);
});

test('a large host stays within its share of the series, and says what has no name', async (t) => {
  const scene = hostScene(t);
  writeLargeHost(scene, 1);
  const sweep = opened(scene);
  for (let n = 0; n < 20; n += 1) {
    scene.write({ [`sys/class/net/br${n}/operstate`]: 'up\n', [`sys/class/net/br${n}/speed`]: '100\n', [`sys/class/net/br${n}/carrier_changes`]: '1\n' });
  }
  await sweep(3);
  writeLargeHost(scene, 2);
  await sweep(6);
  const series = scene.shown('sonde_host_');
  assert.ok(series.length > 800 && series.length <= 900, `${series.length} series`);
  assert.deepEqual(scene.shown('sonde_overflowed_total{collector="agent"}'), [' 0']);
  assert.deepEqual(scene.shown('sonde_host_unnamed').toSorted(), [
    '{subject="disk"} 188',
    '{subject="filesystem"} 44',
    '{subject="identity"} 268',
    '{subject="interface"} 288',
  ]);
  assert.deepEqual(scene.rejected(), []);
});
