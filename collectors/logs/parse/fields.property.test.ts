import assert from 'node:assert/strict';
import test from 'node:test';
import { reader } from './fixtures/reader.ts';

test('many writers with many names are all named, in turn', () => {
  const { read, flattened } = reader();
  for (let number = 0; number < 30_000; number += 1) assert.deepEqual(read(`{"name_${number}":1}`, `writer ${number >> 7}`), { [`name_${number}`]: 1 });
  assert.equal(flattened(), 0);
});
