import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryParts } from './memory-parts.ts';
import { sumOf } from './series.ts';

const fields = {
  total: 100,
  free: 20,
  anonymous: 30,
  cached: 25,
  buffers: 5,
  shared: 10,
  slab_reclaimable: 4,
  slab_unreclaimable: 1,
  kernel_stack: 1,
  page_tables: 1,
  per_cpu: 1,
};
const named = new Map(Object.entries(fields).map(([field, value]) => [`sonde_host_memory_${field}_bytes`, [value, null]]));

test('the parts add up to the whole, shared memory counted once, and what nobody claims is said', () => {
  const parts = memoryParts(named);
  assert.deepEqual(sumOf(parts.map(({ values }) => values)), [100, null]);
  assert.deepEqual(Object.fromEntries(parts.map(({ name, values }) => [name, values[0]])), {
    anonymous: 30,
    shared: 10,
    kernel: 3,
    slab: 5,
    cache: 20,
    unaccounted: 12,
    free: 20,
  });
});

test('without a total there is nothing to add up to', () => {
  assert.deepEqual(memoryParts(new Map()), []);
});
