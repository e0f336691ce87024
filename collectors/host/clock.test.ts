import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clock, kernelClockOf } from './clock.ts';
import { hostScene } from './fixtures/host-scene.ts';

/** `struct timex`, as adjtimex(2) fills it on 64-bit Linux. */
function fill(timex: Uint8Array, { offset = 0, maximum = 0, estimated = 0, status = 0 }): void {
  const view = new DataView(timex.buffer, timex.byteOffset);
  view.setBigInt64(8, BigInt(offset), true);
  view.setBigInt64(24, BigInt(maximum), true);
  view.setBigInt64(32, BigInt(estimated), true);
  view.setInt32(40, status, true);
}

const nano = 0x2000;

test('the offset is in nanoseconds or microseconds, as the status says', () => {
  const timex = new Uint8Array(256);
  fill(timex, { offset: -2_500_000, maximum: 30_000, estimated: 7, status: nano });
  assert.deepEqual(kernelClockOf(timex, 0), { offsetSeconds: -0.0025, maximumErrorSeconds: 0.03, estimatedErrorSeconds: 0.000007, isSynchronized: true });
  fill(timex, { offset: -2500 });
  assert.deepEqual([kernelClockOf(timex, 5).offsetSeconds, kernelClockOf(timex, 5).isSynchronized], [-0.0025, false]);
});

test('the clock is shown with what the kernel believes of it', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/uptime': '13983.12 36953.78\n' });
  const before = Date.now() / 1000;
  clock(scene.sources, (timex) => {
    fill(timex, { offset: 51_000_000, maximum: 1000, estimated: 500, status: nano });
    return 0;
  })();
  assert.deepEqual(scene.shown('sonde_host_clock_'), [
    'offset_seconds 0.051',
    'estimated_error_seconds 0.0005',
    'maximum_error_seconds 0.001',
    'synchronized 1',
  ]);
  assert.deepEqual(scene.shown('sonde_host_uptime_seconds'), [' 13983.12']);
  const [now = ''] = scene.shown('sonde_host_time_seconds');
  assert.ok(Number(now) >= before && Number(now) <= Date.now() / 1000);
});

test('an offset that cannot be is rejected alone', (t) => {
  const scene = hostScene(t);
  scene.write({ 'proc/uptime': '-5 1\n' });
  clock(scene.sources, (timex) => {
    fill(timex, { offset: 9_000_000_000_000, maximum: 1000, estimated: 500, status: nano });
    return 5;
  })();
  assert.deepEqual(scene.shown('sonde_host_clock_'), ['estimated_error_seconds 0.0005', 'maximum_error_seconds 0.001', 'synchronized 0']);
  assert.deepEqual(scene.shown('sonde_host_uptime_seconds'), []);
  assert.deepEqual(scene.rejected(), ['uptime uptime 1', 'adjtimex offset 1']);
});

test('a kernel that refuses the question leaves no old answer behind', (t) => {
  const scene = hostScene(t);
  let refuses = false;
  const read = clock(scene.sources, () => {
    if (refuses) throw new Error('adjtimex: EPERM');
    return 0;
  });
  read();
  assert.deepEqual(scene.shown('sonde_host_clock_synchronized'), [' 1']);
  refuses = true;
  assert.throws(read, /EPERM/);
  assert.deepEqual(scene.shown('sonde_host_clock_'), []);
});
