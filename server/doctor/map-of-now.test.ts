import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mapOfNow } from './map-of-now.ts';

interface Made {
  readonly at: string;
  readonly edges: number;
}
const made = (ageMs: number, edges: number): Made => ({ at: new Date(Date.now() - ageMs).toISOString(), edges });
const never = new Promise<Made>(() => undefined);

test('an old map is made anew; a young one, and one that cannot be had soon or at all, are told as they are', async () => {
  const edgesOf = async (last: Made | undefined, refresh: () => Promise<Made>) => (await mapOfNow({ peek: () => last, refresh }, 20))?.edges;
  const anew = async () => made(0, 89);
  assert.equal(await edgesOf(made(60_000, 0), anew), 89);
  assert.equal(await edgesOf(undefined, anew), 89);
  assert.equal(await edgesOf(made(1000, 7), anew), 7);
  assert.equal(await edgesOf(made(60_000, 7), () => never), 7);
  assert.equal(await edgesOf(made(60_000, 7), () => Promise.reject(new Error('away'))), 7);
  assert.equal(await edgesOf(undefined, () => Promise.reject(new Error('away'))), undefined);
});
