import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClusterSettings, watermarksOf } from './watermarks.ts';

const disk = 'cluster.routing.allocation.disk';
const gibibyte = 2 ** 30;

/** As Elasticsearch 8 lists them where nobody set any. */
const defaults = {
  [`${disk}.threshold_enabled`]: 'true',
  [`${disk}.watermark.low`]: '85%',
  [`${disk}.watermark.low.max_headroom`]: '200GB',
  [`${disk}.watermark.high`]: '90%',
  [`${disk}.watermark.high.max_headroom`]: '150GB',
  [`${disk}.watermark.flood_stage`]: '95%',
  [`${disk}.watermark.flood_stage.max_headroom`]: '100GB',
  [`${disk}.watermark.flood_stage.frozen`]: '95%',
};

function shares(chosen: Partial<ClusterSettings>, totalBytes: number): readonly (readonly [string, number])[] {
  const found = watermarksOf({ persistent: {}, transient: {}, defaults, ...chosen }, totalBytes);
  return [...found].map(([name, share]) => [name, Number(share.toFixed(6))]);
}

const of = (low: number, high: number, flood: number) => [
  ['low', low],
  ['high', high],
  ['flood_stage', flood],
];

test('where nobody set any they are shares of the disk; of one that is large, so much has to be free and no more', () => {
  assert.deepEqual(shares({}, 100 * gibibyte), of(0.85, 0.9, 0.95));
  assert.deepEqual(shares({}, 10_000 * gibibyte), of(0.98, 0.985, 0.99));
});

test('what somebody set is told for all disks alike: as percent, as a share, or as what has to be free', () => {
  const persistent = { [`${disk}.watermark.low`]: '70%', [`${disk}.watermark.high`]: '0.8', [`${disk}.watermark.flood_stage`]: '500gb' };
  assert.deepEqual(shares({ persistent }, 10_000 * gibibyte), of(0.7, 0.8, 0.95));
  assert.deepEqual(shares({ persistent, transient: { [`${disk}.watermark.low`]: '60%' } }, 10_000 * gibibyte)[0], ['low', 0.6]);
});

test('a share that somebody set has the room that was set with it', () => {
  const persistent = { [`${disk}.watermark.high`]: '80%', [`${disk}.watermark.high.max_headroom`]: '1tb' };
  assert.deepEqual(shares({ persistent }, 10_240 * gibibyte)[1], ['high', 0.9]);
  assert.deepEqual(shares({ persistent: { ...persistent, [`${disk}.watermark.high.max_headroom`]: '-1' } }, 10_240 * gibibyte)[1], ['high', 0.8]);
});

test('a disk that is smaller than what has to be free is beyond its watermark with the first byte', () => {
  assert.deepEqual(shares({ persistent: { [`${disk}.watermark.high`]: '500gb' } }, 100 * gibibyte)[1], ['high', 0]);
});

test('switched off there are none, and where they are not told neither', () => {
  assert.deepEqual(shares({ persistent: { [`${disk}.threshold_enabled`]: 'false' } }, gibibyte), []);
  assert.deepEqual(shares({ defaults: {} }, gibibyte), []);
});
