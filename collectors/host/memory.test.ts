import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostScene } from './fixtures/host-scene.ts';
import { memory, paging } from './memory.ts';

const meminfo = `MemTotal:       24683676 kB
MemFree:        21459152 kB
MemAvailable:   23503484 kB
Buffers:           69856 kB
Cached:          1967744 kB
SwapTotal:             0 kB
SwapFree:              0 kB
AnonPages:        401028 kB
Committed_AS:   98765432 kB
CommitLimit:    12341836 kB
HugePages_Total:       0
`;

test('memory is in bytes, and what the kernel does not tell is absent', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/meminfo': meminfo });
  const known = memory(scene.sources)();
  assert.equal(known.get('MemTotal'), 24683676 * 1024);
  assert.deepEqual(scene.shown('sonde_host_memory_'), [
    'total_bytes 25276084224',
    'available_bytes 24067567616',
    'free_bytes 21974171648',
    'buffers_bytes 71532544',
    'cached_bytes 2014969856',
    'anonymous_bytes 410652672',
    'committed_bytes 101135802368',
    'commit_limit_bytes 12638040064',
    'swap_total_bytes 0',
    'swap_free_bytes 0',
  ]);
  assert.deepEqual(scene.rejected(), []);
});

test('a part that is larger than the whole, or below zero, is rejected alone', (t) => {
  const scene = hostScene(t);
  scene.write({
    'proc/meminfo': meminfo
      .replace('23503484', '99999999')
      .replace('401028', '18446744073709551612')
      .replace('1967744', '-4')
      .replace('SwapFree:              0', 'SwapFree:              4'),
  });
  memory(scene.sources)();
  const fields = scene.shown('sonde_host_memory_').map((line) => line.split('_bytes')[0]);
  assert.deepEqual(fields, ['total', 'free', 'buffers', 'committed', 'commit_limit', 'swap_total']);
  assert.deepEqual(scene.rejected(), ['meminfo MemAvailable 1', 'meminfo Cached 1', 'meminfo AnonPages 1', 'meminfo SwapFree 1']);
});

test('without the file there is no memory, and no zero', (t) => {
  const scene = hostScene(t);
  assert.equal(memory(scene.sources)().size, 0);
  assert.deepEqual(scene.shown('sonde_host_memory_'), []);
});

test('faults and swapping count from the first look', (t) => {
  const scene = hostScene(t);
  const read = paging(scene.sources);
  read();
  assert.deepEqual(scene.shown('sonde_host_page_faults_total'), [], 'absent while the source is');
  const vmstat = (faults: number, major: string) => `nr_free_pages 5\npgfault ${faults}\npgmajfault ${major}\npswpin 7\n`;
  scene.write({ 'proc/vmstat': vmstat(1000, '10') });
  read();
  scene.write({ 'proc/vmstat': vmstat(1500, '18446744073709551615') });
  read();
  scene.write({ 'proc/vmstat': vmstat(1600, '13') });
  read();
  assert.deepEqual(scene.shown('sonde_host_page_faults_total'), [' 600']);
  assert.deepEqual(scene.shown('sonde_host_major_page_faults_total'), [' 3']);
  assert.deepEqual(scene.shown('sonde_host_swapped_in_pages_total'), [' 0']);
  assert.deepEqual(scene.shown('sonde_host_swapped_out_pages_total'), []);
  assert.deepEqual(scene.rejected(), ['vmstat pgmajfault 1']);
});
