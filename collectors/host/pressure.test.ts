import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { hostScene } from './fixtures/host-scene.ts';
import { pressure } from './pressure.ts';

const some = (total: string) => `some avg10=0.38 avg60=0.31 avg300=0.14 total=${total}\n`;
const full = (total: string) => `full avg10=0.35 avg60=0.29 avg300=0.11 total=${total}\n`;

test('time is counted in seconds, for the whole host without a full line of cpu', (t) => {
  const scene = hostScene(t);
  const read = pressure(scene.sources);
  for (const [waited, stalled] of [
    ['66733290', '48262941'],
    ['69233290', '48762941'],
  ] as const) {
    scene.write({ 'proc/pressure/cpu': some(waited) + full('0'), 'proc/pressure/io': some(waited) + full(stalled), 'proc/pressure/irq': full(stalled) });
    read();
  }
  assert.deepEqual(scene.shown('sonde_host_pressure_'), [
    'waiting_seconds_total{resource="cpu"} 2.5',
    'waiting_seconds_total{resource="io"} 2.5',
    'stalled_seconds_total{resource="io"} 0.5',
    'stalled_seconds_total{resource="irq"} 0.5',
  ]);
});

test('a kernel without pressure, or with it switched off, is no error and no zero', (t) => {
  const scene = hostScene(t);
  const read = pressure(scene.sources);
  read();
  // Reading a folder fails after it was opened, as reading the file does where PSI is off (EOPNOTSUPP).
  mkdirSync(`${scene.roots.proc}/pressure/cpu`, { recursive: true });
  read();
  assert.deepEqual(scene.shown('sonde_host_pressure_'), []);
  assert.deepEqual(scene.rejected(), []);
});

test('a total that is no number is rejected, and the other resources stay', (t) => {
  const scene = hostScene(t);
  const read = pressure(scene.sources);
  scene.write({ 'proc/pressure/memory': some('-5') + full('7'), 'proc/pressure/io': 'some\nfull total=\n' });
  read();
  assert.deepEqual(scene.shown('sonde_host_pressure_'), ['stalled_seconds_total{resource="memory"} 0']);
  assert.deepEqual(scene.rejected(), ['pressure memory some 1']);
});
