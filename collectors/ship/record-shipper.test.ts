import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { Compile } from 'typebox/compile';
import { RecordBatch } from '#contract/record.ts';
import { until } from '../runtime/fixtures/until.ts';
import { RecordShipper, type RecordShipperOptions } from './record-shipper.ts';

const batch = Compile(RecordBatch);
const paceMs = { linger: 5, firstBackOff: 5 };

function event(n: number, message = `event ${n}`) {
  return { at: new Date(n), type: 'tcp.connect_failed', severity: 'warning', message, attributes: { n } } as const;
}

/** A server that answers as told, and keeps the events that it took, by id. */
class Ingest {
  readonly taken = new Map<string, number>();
  readonly batches: number[] = [];
  answer: (messages: string[], response: ServerResponse) => number = () => 200;
  readonly server = createServer((request, response) => this.#take(request, response));

  async listen(t: TestContext, port = 0): Promise<{ url: string; token: string }> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    t.after(() => this.server.close());
    return { url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/records`, token: 'let me in' };
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    assert.deepEqual([request.method, request.url, request.headers.authorization], ['POST', '/api/records', 'Bearer let me in']);
    const { records } = batch.Decode(JSON.parse(body));
    const status = this.answer(
      records.map(({ message }) => message),
      response,
    );
    if (status === 200) for (const { id } of records) this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
    if (status === 200) this.batches.push(records.length);
    response.writeHead(status).end('{}');
  }
}

function shipper(ingest: RecordShipperOptions['ingest']) {
  const lost = { queue_full: 0, rejected: 0 };
  const said: string[] = [];
  const shipping = new RecordShipper({
    node: 'n1',
    ingest,
    paceMs,
    onLost: (reason, count) => {
      lost[reason] += count;
    },
    onTrouble: (trouble) => said.push(trouble),
  });
  return { shipping, lost, said };
}

test('events arrive once, in few batches', async (t) => {
  const ingest = new Ingest();
  const { shipping, lost } = shipper(await ingest.listen(t));
  for (let n = 0; n < 1200; n++) shipping.offer(event(n));
  await until('all are sent', () => shipping.report().sent === 1200);
  assert.equal(ingest.taken.size, 1200);
  assert.ok(ingest.batches.length <= 4, `${ingest.batches.length} batches`);
  assert.deepEqual(
    [lost, shipping.report()],
    [
      { queue_full: 0, rejected: 0 },
      { wanted: true, queued: 0, sent: 1200, unwanted: 0, trouble: '' },
    ],
  );
});

test('a server that fails, hangs up and comes back gets every event', async (t) => {
  const ingest = new Ingest();
  let calls = 0;
  ingest.answer = (_messages, response) => {
    calls++;
    if (calls === 2) response.destroy();
    return calls < 5 ? 503 : 200;
  };
  const { shipping } = shipper(await ingest.listen(t));
  for (let n = 0; n < 10; n++) shipping.offer(event(n));
  await until('the server is asked again', () => calls >= 3);
  assert.match(shipping.report().trouble, /answered 503|sending \d+ records/);
  await until('all are sent', () => shipping.report().sent === 10);
  assert.deepEqual([...ingest.taken.values()], Array(10).fill(1));
  assert.equal(shipping.report().trouble, '');
});

test('while the server is away the newest events wait, and the oldest are counted as lost', async (t) => {
  const early = await new Ingest().listen(t);
  const away = { ...early, url: 'http://127.0.0.1:1/api/records' };
  const { shipping, lost } = shipper(away);
  for (let n = 0; n < 6000; n++) shipping.offer(event(n));
  assert.deepEqual([shipping.report().queued, lost.queue_full], [5000, 1000]);
  await until('it has tried', () => shipping.report().trouble !== '');
  assert.match(shipping.report().trouble, /sending 500 records to http:\/\/127\.0\.0\.1:1\/api\/records: .*ECONNREFUSED/);
  for (let n = 0; n < 40; n++) shipping.offer(event(n, 'x'.repeat(4000).replaceAll('x', '"')));
  assert.ok(shipping.report().queued <= 5000);
  await shipping.close(1000);
});

test('large events fill a queue by their size', () => {
  const { shipping, lost } = shipper({ url: 'http://127.0.0.1:1/api/records', token: 't' });
  for (let n = 0; n < 2000; n++) shipping.offer(event(n, 'x'.repeat(4096)));
  const { queued } = shipping.report();
  assert.ok(queued > 900 && queued < 1000, `${queued} of 4.3 kB`);
  assert.equal(queued + lost.queue_full, 2000);
});

test('an event that the server refuses is dropped and counted, the others arrive', async (t) => {
  const ingest = new Ingest();
  ingest.answer = (messages) => (messages.includes('bad') ? 400 : 200);
  const { shipping, lost, said } = shipper(await ingest.listen(t));
  for (let n = 0; n < 100; n++) shipping.offer(event(n, n === 42 || n === 77 ? 'bad' : 'good'));
  await until('the good are sent', () => shipping.report().sent === 98);
  await until('the bad are given up', () => lost.rejected === 2);
  assert.equal(ingest.taken.size, 98);
  assert.deepEqual(said, Array(2).fill('the server refused a record with 400: {}'));
});

test('a server that goes on refusing is spoken of once, until it refuses for another reason, or takes events again', async (t) => {
  const ingest = new Ingest();
  let calls = 0;
  let status = 401;
  ingest.answer = () => {
    calls++;
    return status;
  };
  const { shipping, said } = shipper(await ingest.listen(t));
  shipping.offer(event(1));
  await until('it has tried often', () => calls >= 6);
  assert.deepEqual(said, ['the server answered 401: {}']);
  assert.equal(shipping.report().trouble, 'the server answered 401: {}');
  status = 503;
  await until('it tells what else is wrong now', () => said.length === 2);
  assert.equal(said[1], 'the server answered 503: {}');
  status = 200;
  await until('the event is sent', () => shipping.report().sent === 1);
  status = 503;
  shipping.offer(event(2));
  await until('it is spoken of again', () => said.length === 3);
  assert.equal(said[2], 'the server answered 503: {}');
  await shipping.close(0);
});

test('closing sends what is queued, but waits no longer than it may', async (t) => {
  const ingest = new Ingest();
  const { shipping } = shipper(await ingest.listen(t));
  shipping.offer(event(1));
  await shipping.close(5000);
  assert.equal(ingest.taken.size, 1);
  shipping.offer(event(2));
  assert.equal(shipping.report().unwanted, 1);

  const silent = createServer(() => {});
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => {
    silent.close();
    silent.closeAllConnections();
  });
  const { shipping: stuck } = shipper({ url: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`, token: 't' });
  stuck.offer(event(1));
  const startMs = performance.now();
  await stuck.close(100);
  assert.ok(performance.now() - startMs < 5000);
  assert.equal(stuck.report().queued, 1);
});

test('where no server is configured events are counted as unwanted, not as lost', () => {
  const { shipping, lost } = shipper(null);
  shipping.offer(event(1));
  assert.deepEqual([shipping.report(), lost.queue_full], [{ wanted: false, queued: 0, sent: 0, unwanted: 1, trouble: '' }, 0]);
});
