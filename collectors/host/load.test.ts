import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostScene } from './fixtures/host-scene.ts';
import { load } from './load.ts';

test('loads are as the kernel says, and absent with their source', (t) => {
  const scene = hostScene(t);
  const read = load(scene.sources);
  scene.write({ 'proc/loadavg': '0.14 0.13 0.45 4/108 16448\n' });
  read();
  assert.deepEqual(scene.shown('sonde_host_load'), ['1 0.14', '5 0.13', '15 0.45']);
  scene.remove('proc/loadavg');
  read();
  assert.deepEqual(scene.shown('sonde_host_load'), []);
  assert.deepEqual(scene.rejected(), []);
});

for (const impossible of ['-0.01', '4194304.00', '4294967295.00', '4294967.29e3', '18446744073709551615', 'NaN', 'nan', 'Infinity', '', '0x1', '1,5', '..']) {
  test(`a load1 of "${impossible}" is rejected and counted, and the others stay`, (t) => {
    const scene = hostScene(t);
    const read = load(scene.sources);
    scene.write({ 'proc/loadavg': '3.00 2.00 1.00 1/2 3\n' });
    read();
    scene.write({ 'proc/loadavg': `${impossible} 2.50 1.50 1/2 3\n` });
    read();
    read();
    assert.deepEqual(scene.shown('sonde_host_load'), ['5 2.5', '15 1.5']);
    assert.deepEqual(scene.rejected(), ['loadavg load1 2']);
  });
}

test('a high load that can be is believed', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/loadavg': '4194303.99 100000.00 0.00 1/2 3\n' });
  load(scene.sources)();
  assert.deepEqual(scene.shown('sonde_host_load'), ['1 4194303.99', '5 100000', '15 0']);
  assert.deepEqual(scene.rejected(), []);
});
