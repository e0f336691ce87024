import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Registry } from 'prom-client';
import { indexerJoined, indexerLagRecords, indexerLagSeconds } from '#contract/indexer-metrics.ts';
import { indexerMetrics, type SeenBatch } from './indexer-metrics.ts';

const startMs = Date.UTC(2026, 0, 1);

/** Messages 100 to 109, one a second, the last of them sent at the start; behind them there may be more. */
function batch(highWatermark: number): SeenBatch {
  const messages = Array.from({ length: 10 }, (_, n) => ({ offset: String(100 + n), timestamp: String(startMs + (n - 9) * 1000) }));
  return { topic: 'sonde-log', partition: 0, highWatermark: String(highWatermark), messages };
}

function metricsOf(t: TestContext) {
  t.mock.timers.enable({ apis: ['Date'], now: startMs });
  const metrics = indexerMetrics(new Registry());
  const told = async () => {
    const text = await metrics.registry.metrics();
    const inText = (name: string) => new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'm').exec(text)?.[1];
    return [indexerJoined, indexerLagRecords, indexerLagSeconds].map(({ name }) => inText(name));
  };
  return { metrics, told };
}

test('before the group is joined nothing is said of what waits; it is said to be out of the group', async (t) => {
  const { told } = metricsOf(t);
  assert.deepEqual(await told(), ['0', undefined, undefined]);
});

test('a batch waits from when it comes until it is stored, and grows older meanwhile', async (t) => {
  const { metrics, told } = metricsOf(t);
  metrics.assigned({ 'sonde-log': [0] });
  assert.deepEqual(await told(), ['1', undefined, undefined]);
  metrics.seen(batch(110));
  assert.deepEqual(await told(), ['1', '10', '9']);
  t.mock.timers.tick(60_000);
  assert.deepEqual(await told(), ['1', '10', '69'], 'Elasticsearch is away');
  metrics.seen(batch(500));
  assert.deepEqual(await told(), ['1', '400', '69'], 'it came again, with more behind it');
  metrics.progress(batch(500));
  assert.deepEqual(await told(), ['1', '390', '60']);
  metrics.progress(batch(110));
  t.mock.timers.tick(60_000);
  assert.deepEqual(await told(), ['1', '0', '0']);
});

test('who was caught up is not, once what comes then is not stored', async (t) => {
  const { metrics, told } = metricsOf(t);
  metrics.assigned({ 'sonde-log': [0] });
  metrics.progress(batch(110));
  assert.deepEqual(await told(), ['1', '0', '0']);
  metrics.seen({ ...batch(111), messages: [{ offset: '110', timestamp: String(startMs) }] });
  t.mock.timers.tick(5000);
  assert.deepEqual(await told(), ['1', '1', '5']);
});

test('what others read now is not told of, nor what waits once it is out of the group', async (t) => {
  const { metrics, told } = metricsOf(t);
  metrics.assigned({ 'sonde-log': [0] });
  metrics.seen(batch(110));
  metrics.assigned({ 'sonde-log': [1] });
  assert.deepEqual(await told(), ['1', undefined, undefined]);
  metrics.assigned({ 'sonde-log': [0] });
  metrics.seen(batch(110));
  metrics.left();
  assert.deepEqual(await told(), ['0', undefined, undefined]);
});

test('a clock of a sender that is ahead makes no age below zero', async (t) => {
  const { metrics, told } = metricsOf(t);
  metrics.seen({ ...batch(101), messages: [{ offset: '100', timestamp: String(startMs + 5000) }] });
  assert.deepEqual(await told(), ['0', '1', '0']);
});
