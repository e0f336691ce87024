import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statfsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { test } from 'node:test';
import { liveHost, startBurner } from './fixtures/live-host.ts';
import { processTimesOf } from './processes.ts';

const file = (path: string) => readFileSync(path, 'utf8');
const words = (line: string) => line.trim().split(/\s+/);

type Counts = [name: string, count: number][];

function cpuCounts(): Counts {
  return file('/proc/stat')
    .split('\n')
    .flatMap((line): Counts => {
      const [name = '', user, nice, system, , , irq, softirq] = words(line);
      if (name === 'ctxt') return [['context_switches_total', Number(user)]];
      if (name === 'processes') return [['forks_total', Number(user)]];
      if (!/^cpu\d+$/.test(name)) return [];
      const ticks = Object.entries({ user, nice, system, irq, softirq });
      return ticks.map(([mode, count]) => [`cpu_seconds_total{cpu="${name.slice(3)}",mode="${mode}"}`, Number(count) / 100]);
    });
}

function loopbackCounts(): Counts {
  const line =
    file('/proc/net/dev')
      .split('\n')
      .find((one) => one.trim().startsWith('lo:')) ?? '';
  const [, receivedBytes, receivedPackets, , , , , , , sentBytes] = words(line);
  return [
    ['network_receive_bytes_total{device="lo"}', Number(receivedBytes)],
    ['network_receive_packets_total{device="lo"}', Number(receivedPackets)],
    ['network_transmit_bytes_total{device="lo"}', Number(sentBytes)],
  ];
}

function diskCounts(): Counts {
  return file('/proc/diskstats')
    .split('\n')
    .flatMap((line): Counts => {
      const [, , name, reads, , sectorsRead, , writes, , sectorsWritten] = words(line);
      return [
        [`disk_reads_completed_total{device="${name}"}`, Number(reads)],
        [`disk_read_bytes_total{device="${name}"}`, Number(sectorsRead) * 512],
        [`disk_writes_completed_total{device="${name}"}`, Number(writes)],
        [`disk_written_bytes_total{device="${name}"}`, Number(sectorsWritten) * 512],
      ];
    });
}

function faultCounts(): Counts {
  const counts = new Map(
    file('/proc/vmstat')
      .split('\n')
      .map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]),
  );
  return [
    ['page_faults_total', counts.get('pgfault') ?? 0],
    ['major_page_faults_total', counts.get('pgmajfault') ?? 0],
  ];
}

/** What this machine counts of itself, by the name of our series: read apart from the collector. */
const countedNow = () => new Map([...cpuCounts(), ...loopbackCounts(), ...diskCounts(), ...faultCounts()]);

async function sendOverLoopback(bytes: number): Promise<void> {
  const server = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const client = connect(address.port, '127.0.0.1');
  client.end(Buffer.alloc(bytes));
  await once(client, 'close');
  server.close();
}

test('what was counted between two sweeps lies between what /proc said around them', async () => {
  const host = liveHost();
  const beforeFirst = countedNow();
  host.sweep();
  const afterFirst = countedNow();
  await sendOverLoopback(8_000_000);
  const beforeLast = countedNow();
  host.sweep();
  const afterLast = countedNow();
  const shown = host.values();
  const of = (counts: ReadonlyMap<string, number>, name: string) => counts.get(name) ?? Number.NaN;
  const checked = [...beforeFirst.keys()].filter((name) => shown.has(name));
  for (const name of checked) {
    const gained = of(shown, name);
    const least = of(beforeLast, name) - of(afterFirst, name);
    const most = of(afterLast, name) - of(beforeFirst, name);
    assert.ok(gained >= least - 1e-6 && gained <= most + 1e-6, `${name}: ${gained} is not between ${least} and ${most}`);
  }
  for (const name of ['context_switches_total', 'forks_total', 'page_faults_total', 'network_receive_bytes_total{device="lo"}'])
    assert.ok(checked.includes(name), name);
  assert.ok(of(shown, 'network_receive_bytes_total{device="lo"}') >= 8_000_000);
});

test('sizes, limits and the start of the host are those of the kernel', async () => {
  const host = liveHost();
  const knowsSizes = () => [...host.values().keys()].some((name) => name.startsWith('filesystem_size_bytes'));
  for (const deadline = Date.now() + 10_000; !knowsSizes() && Date.now() < deadline; ) {
    host.sweep();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const meminfo = new Map(
    file('/proc/meminfo')
      .split('\n')
      .map((line) => [line.split(':')[0], Number(words(line)[1]) * 1024]),
  );
  const stat = file('/proc/stat').split('\n');
  const shown = host.values();
  assert.equal(shown.get('memory_total_bytes'), meminfo.get('MemTotal'));
  assert.equal(shown.get('memory_swap_total_bytes'), meminfo.get('SwapTotal'));
  assert.equal(shown.get('cpus'), stat.filter((line) => /^cpu\d/.test(line)).length);
  assert.equal(shown.get('boot_time_seconds'), Number(stat.find((line) => line.startsWith('btime'))?.split(' ')[1]));
  assert.equal(shown.get('file_descriptors_limit'), Number(words(file('/proc/sys/fs/file-nr'))[2]));
  const sizes = [...shown].filter(([name]) => name.startsWith('filesystem_size_bytes'));
  assert.ok(sizes.length > 0);
  for (const [name, size] of sizes) {
    const { blocks, bsize } = statfsSync(/mountpoint="([^"]*)"/.exec(name)?.[1] ?? assert.fail(name));
    assert.equal(size, blocks * bsize, name);
  }
  assert.deepEqual(
    [...shown.keys()].filter((name) => name.startsWith('invalid')),
    [],
    'this machine says nothing that cannot be',
  );
});

test('load, uptime and open files lie between what /proc said before and after', () => {
  const host = liveHost();
  const now = () => ({ loads: words(file('/proc/loadavg')).slice(0, 3).map(Number), uptime: Number(words(file('/proc/uptime'))[0]), at: Date.now() / 1000 });
  const before = now();
  host.sweep();
  const after = now();
  const shown = host.values();
  for (const [at, name] of ['load1', 'load5', 'load15'].entries()) assert.ok([before.loads[at], after.loads[at]].includes(shown.get(name)), name);
  const uptime = shown.get('uptime_seconds') ?? Number.NaN;
  assert.ok(uptime >= before.uptime && uptime <= after.uptime);
  const time = shown.get('time_seconds') ?? Number.NaN;
  assert.ok(time >= before.at && time <= after.at);
});

/** User CPU time in seconds, from the kernel. */
function userSecondsOf(pid: number): number {
  return (processTimesOf(file(`/proc/${pid}/stat`))?.userTicks ?? Number.NaN) / 100;
}

test('the CPU time of a process is charged to it, to the tick', { timeout: 60_000 }, async (t) => {
  const host = liveHost();
  const sweepAll = () => {
    for (let turn = 0; turn < 3; turn += 1) host.sweep();
  };
  sweepAll();
  const burner = startBurner();
  t.after(() => burner.end());
  await burner.order('burn 300');
  sweepAll();
  await burner.order('burn 700');
  const before = userSecondsOf(burner.pid);
  sweepAll();
  const after = userSecondsOf(burner.pid);
  const shown = host.values();
  const labels = 'identity="burner.ts",identity_kind="process",identity_namespace=""';
  const charged = shown.get(`identity_cpu_seconds_total{${labels},mode="user"}`) ?? Number.NaN;
  assert.ok(before >= 1, `it burnt ${before} s`);
  assert.ok(charged >= before - 1e-6 && charged <= after + 1e-6, `${charged} is not between ${before} and ${after}`);
  assert.ok((shown.get(`identity_memory_bytes{${labels},type="anon"}`) ?? 0) > 5_000_000);
});
