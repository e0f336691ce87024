import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { PrometheusError } from '../store/prometheus-error.ts';
import { calls, Moved } from './calls.ts';

const theirs = {
  double: async (value: number) => value * 2,
  bytes: async (length: number) => {
    const bytes = new Uint8Array(length).fill(7);
    return new Moved({ bytes }, [bytes]);
  },
  fail: async (kind: 'away' | undefined) => {
    throw kind === undefined ? new Error('no') : new PrometheusError(kind, 'gone');
  },
};

function pair() {
  const { port1, port2 } = new MessageChannel();
  const [here, there] = [calls<typeof theirs>(port1, {}), calls<Record<string, never>>(port2, theirs)];
  port1.on('message', here.hear);
  port2.on('message', there.hear);
  return { here, [Symbol.dispose]: () => port1.close() };
}

test('what is asked of the other side is answered, each call with its own answer', async () => {
  using both = pair();
  assert.deepEqual(await Promise.all([1, 2, 3].map((value) => both.here.call('double', value))), [2, 4, 6]);
  const { bytes } = await both.here.call('bytes', 100_000);
  assert.equal(bytes.length, 100_000);
  assert.equal(bytes.at(-1), 7);
});

test('a failure comes back as what it was', async () => {
  using both = pair();
  await assert.rejects(both.here.call('fail', undefined), /^Error: no$/);
  await assert.rejects(both.here.call('fail', 'away'), (error) => error instanceof PrometheusError && error.kind === 'away' && error.message === 'gone');
});

test('what nobody does there is a failure, not an answer', async () => {
  const { port1, port2 } = new MessageChannel();
  const [here, there] = [calls<typeof theirs>(port1, {}), calls<Record<string, never>>(port2, {})];
  port1.on('message', here.hear);
  port2.on('message', there.hear);
  await assert.rejects(here.call('double', 1), /nobody here does "double"/);
  port1.close();
});

test('what waits for a side that is gone fails', async () => {
  using both = pair();
  const asked = both.here.call('double', 1);
  both.here.end(new Error('exit code 1'));
  await assert.rejects(asked, /the thread ended/);
  await assert.rejects(both.here.call('double', 1), /the thread ended/);
});
