import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { collectorUp, tcpConnects } from '#contract/metrics.ts';
import { builtObjects, Lab } from '../l7/lab.ts';
import { collectors } from '../list.ts';
import { objectsWithRefused } from '../runtime/fixtures/objects-with-refused.ts';
import { lifeEvents } from './events.ts';

const bpfObjects = objectsWithRefused(builtObjects, 'tcp', 'reset_sent');

test('a collector whose program the kernel refuses is down, with its reason; the others run and count', async () => {
  await using lab = new Lab({ bpfObjects, mayBeInTrouble: true, sweepMs: 250 });
  const others = ['agent', 'sockets', ...collectors.map(({ name }) => name)].filter((name) => name !== 'tcp');
  const reason = /the BPF object "tcp" does not load.*the verifier refuses "reset_sent"/s;

  const down = lab.report().filter(({ up }) => !up);
  assert.deepEqual(
    down.map(({ name }) => name),
    ['tcp'],
  );
  assert.match(down[0]?.reason ?? '', reason);
  assert.deepEqual(
    lab.troubles.map(([collector]) => collector),
    ['tcp'],
  );
  assert.deepEqual(lab.values(collectorUp, 'collector'), { tcp: 0, ...Object.fromEntries(others.map((name) => [name, 1])) });
  const told = lifeEvents(lab.report(), '0').filter(({ type }) => type === 'sonde.collector_failed');
  assert.deepEqual(
    told.map(({ attributes }) => attributes),
    [{ 'sonde.collector': 'tcp' }],
  );
  assert.match(told[0]?.message ?? '', reason);

  const server = createServer((_, response) => response.writeHead(204).end()).listen(0, '127.0.0.1');
  const address = await new Promise<ReturnType<typeof server.address>>((resolve) => server.once('listening', () => resolve(server.address())));
  assert.ok(address !== null && typeof address === 'object');
  try {
    for (let i = 0; i < 3; i++) await fetch(`http://127.0.0.1:${address.port}/`, { headers: { connection: 'close' } });
    await lab.becomes(() => lab.requests(address.port), { 'client GET 204': 3, 'server GET 204': 3 });
    await lab.becomes(() => lab.counts(tcpConnects, `server_port="${address.port}"`, ['server_port']), { [`${address.port}`]: 3 });
  } finally {
    server.close();
  }
});
