import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { freePort } from '../../../engines/free-port.ts';
import { until } from '../../runtime/fixtures/until.ts';
import { BatchBuilder } from '../lines/batch-builder.ts';
import { Patterns } from '../patterns/patterns.ts';
import { exportServer } from './export-server.ts';

/** A server whose spool can be full. */
async function serverWith(t: TestContext) {
  const disk = { isFull: false, tries: 0 };
  const stored: string[] = [];
  const refused: string[] = [];
  const counts = { lines: () => {}, lost: () => {}, odd: () => {}, refused: (_: string, why: string) => refused.push(why) };
  const builder = new BatchBuilder({
    counts,
    patterns: new Patterns(),
    onBatch: ({ lines }) => {
      disk.tries += 1;
      if (disk.isFull) throw new Error('the disk is full');
      stored.push(...zstdDecompressSync(lines).toString().trimEnd().split('\n'));
    },
  });
  const port = await freePort();
  const options = { at: { host: '127.0.0.1', port }, builder, counts, isCrowded: () => false, containerName: (name: string) => ({ name, namespace: '' }) };
  const server = await exportServer({ ...options, onTrouble: () => {} });
  t.after(() => server.close());
  const post = (body: string, signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${port}/v1/logs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, ...(signal && { signal }) });
  return { disk, stored, refused, post };
}

const request = (...bodies: string[]) =>
  JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: bodies.map((stringValue) => ({ body: { stringValue } })) }] }] });

test('a sender is answered once its records are kept; one that has gone by then and comes again brings nothing twice', async (t) => {
  const { disk, stored, post } = await serverWith(t);
  disk.isFull = true;
  const gone = new AbortController();
  const first = post(request('a', 'b'), gone.signal).then(
    () => 'answered',
    () => 'gone',
  );
  const second = post(request('c'));
  await until('it was tried to keep them', () => disk.tries > 0);
  gone.abort();
  assert.equal(await first, 'gone');
  assert.equal(stored.length, 0);
  disk.isFull = false;
  assert.equal((await second).status, 200);
  assert.equal(stored.length, 3);
  assert.equal((await post(request('a', 'b'))).status, 200);
  assert.equal(stored.length, 3);
  assert.equal((await post(request('a', 'b'))).status, 200);
  assert.equal(stored.length, 5);
});

test('where nothing can be kept, what comes next is asked to wait, and nothing that was taken goes', async (t) => {
  const { disk, stored, refused, post } = await serverWith(t);
  disk.isFull = true;
  const large = post(request(...Array.from({ length: 400 }, (_, number) => `${number} ${'x'.repeat(1000)}`)));
  await until('it was tried to keep them', () => disk.tries > 0);
  const busy = await post(request('more'));
  assert.deepEqual([busy.status, busy.headers.get('retry-after')], [429, '5']);
  assert.deepEqual(refused, ['busy']);
  disk.isFull = false;
  assert.equal((await large).status, 200);
  assert.equal(stored.filter((record) => record.includes('xxx')).length, 400);
});
