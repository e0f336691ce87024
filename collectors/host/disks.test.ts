import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disks } from './disks.ts';
import { hostScene } from './fixtures/host-scene.ts';

/** A line of /proc/diskstats; the kernel has 17 numbers since 5.5. */
const line = (name: string, numbers: string) => ` 254       0 ${name} ${numbers}\n`;
const before = '423101 39265 17307170 329754 678784 932676 44523560 340092 0 168132 747010 890427 106 36065304 65653 205184 11510';
const after = '423111 39265 17307250 329804 678786 932676 44523568 340096 3 168232 747110 890427 106 36065304 65653 205184 11510';

test('requests, bytes and times are counted by disk, in bytes and seconds', (t) => {
  const scene = hostScene(t);
  const read = disks(scene.sources);
  for (const numbers of [before, after]) {
    scene.write({ 'proc/diskstats': line('vda', numbers) });
    read();
  }
  assert.deepEqual(scene.shown('sonde_host_disk_'), [
    'reads_completed_total{device="vda"} 10',
    'read_bytes_total{device="vda"} 40960',
    'read_time_seconds_total{device="vda"} 0.05',
    'writes_completed_total{device="vda"} 2',
    'written_bytes_total{device="vda"} 4096',
    'write_time_seconds_total{device="vda"} 0.004',
    'io_time_seconds_total{device="vda"} 0.1',
    'io_time_weighted_seconds_total{device="vda"} 0.1',
    'io_now{device="vda"} 3',
  ]);
});

test('partitions, loop devices and disks that nobody used have no series', (t) => {
  const scene = hostScene(t);
  const names = ['vda', 'vda1', 'nvme0n1', 'nvme0n1p2', 'dm-0', 'loop3', 'zram0', 'sr0'];
  scene.write({
    'proc/diskstats': names.map((name) => line(name, before)).join('') + line('sdz', '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0'),
    'sys/class/block/vda1/partition': '1\n',
    'sys/class/block/nvme0n1p2/partition': '2\n',
  });
  disks(scene.sources)();
  assert.deepEqual(scene.shown('sonde_host_disk_io_now'), ['{device="vda"} 0', '{device="nvme0n1"} 0', '{device="dm-0"} 0']);
});

test('a time of 32 bits that wrapped goes on, and a bad number takes no other with it', (t) => {
  const scene = hostScene(t);
  const read = disks(scene.sources);
  for (const numbers of ['10 0 80 4294967290 5 0 0 0 0 0 0', '12 0 96 30 x 0 0 0 4294967295 0 0']) {
    scene.write({ 'proc/diskstats': line('sda', numbers) });
    read();
  }
  const shown = scene.shown('sonde_host_disk_');
  assert.ok(shown.includes('read_time_seconds_total{device="sda"} 0.036'));
  assert.ok(shown.includes('reads_completed_total{device="sda"} 2'));
  assert.ok(shown.includes('writes_completed_total{device="sda"} 0'));
  assert.equal(
    shown.some((row) => row.startsWith('io_now')),
    false,
  );
  assert.deepEqual(scene.rejected(), ['diskstats writes 1', 'diskstats in_flight 1']);
});

test('disks beyond the bound are other; one that is gone for good gives up its name', (t) => {
  const scene = hostScene(t);
  const read = disks(scene.sources);
  const all = Array.from({ length: 20 }, (_, n) => `sd${String.fromCharCode(97 + n)}`);
  const write = (names: readonly string[], reads: number) =>
    scene.write({ 'proc/diskstats': names.map((name) => line(name, `${reads} 0 0 0 0 0 0 0 1 0 0`)).join('') });
  write(all, 100);
  read();
  write(all, 101);
  read();
  assert.deepEqual(scene.shown('sonde_host_unnamed'), ['{subject="disk"} 8']);
  const reads = scene.shown('sonde_host_disk_reads_completed_total');
  assert.equal(reads.length, 13);
  assert.ok(reads.includes('{device="other"} 8'));
  assert.ok(scene.shown('sonde_host_disk_io_now').includes('{device="other"} 8'));
  write(all.slice(1), 101);
  for (let sweep = 0; sweep < 200; sweep += 1) read();
  const later = scene.shown('sonde_host_disk_reads_completed_total').map((row) => row.split('"')[1]);
  assert.equal(later.includes('sda'), false);
  assert.ok(later.includes('sdm'), 'the next one has its name');
});
