import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { l7EventKind, l7Stat } from '../../bpf/gen/l7.ts';
import { until } from '../runtime/fixtures/until.ts';
import { RequestTables } from './request-tables.ts';

const host = '127.0.0.1';

/** Answers with the status that is the path. */
async function serve(): Promise<Server> {
  const server = createServer(({ url = '' }, response) => response.writeHead(Number(url.slice(1))).end());
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

/** One after the other on one connection. */
async function ask(port: number, status: number, times: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let i = 0; i < times; i++) {
    const asked = request({ host, port, agent, path: `/${status}` }).end();
    const [answer] = await once(asked, 'response');
    answer.resume();
    await once(answer, 'end');
  }
  agent.destroy();
}

test('requests of more edges than the table holds are counted together: none is lost', async () => {
  using tables = new RequestTables({ edges: 40 });
  const servers = await Promise.all(Array.from({ length: 50 }, serve));
  try {
    for (const server of servers) await ask(portOf(server), 299, 5);
    await until('all of them are counted', () => tables.total('http GET 299') === 2 * 50 * 5);
    const ports = new Set(tables.counted().map(({ port }) => port));
    assert.ok(ports.has(0), 'the table was never full');
    assert.ok(tables.stat(l7Stat.L7_STAT_TABLE_FULL) > 0, 'and nobody was told');
    assert.ok(ports.size > 1, 'the table had room for some');
  } finally {
    for (const server of servers) server.close();
  }
});

test('what fails is counted also where there is no room to tell it', async () => {
  using tables = new RequestTables({ ringBytes: 4096 });
  const server = await serve();
  try {
    await ask(portOf(server), 500, 100);
    await until('all of them are counted', () => tables.total('http GET 500') === 2 * 100);
    let told = 0;
    const events = tables.events((view, at) => {
      if (view.getUint32(at, true) === l7EventKind.L7_EVENT_REQUEST) told++;
    });
    events.drain();
    events.close();
    assert.ok(told > 0, 'some are told');
    const [full, leftOut] = [tables.stat(l7Stat.L7_STAT_RING_FULL), tables.stat(l7Stat.L7_STAT_LEFT_OUT)];
    assert.equal(told + full + leftOut, 100);
    assert.ok(full > 0, 'the ring was never full');
  } finally {
    server.close();
  }
});

test('queries that wait and have no room are counted as lost: counted + lost = sent', async () => {
  using tables = new RequestTables({ edges: 64 });
  const [server, client] = [createSocket('udp4'), createSocket('udp4')];
  try {
    server.bind(0, host);
    await once(server, 'listening');
    const { port } = server.address();
    const question = Buffer.from('\x04shop\x07example\0\0\x01\0\x01', 'latin1');
    for (let id = 0; id < 200; id++) {
      const query = Buffer.concat([Buffer.from([id >> 8, id & 255, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]), question]);
      await new Promise<void>((resolve, reject) => client.send(query, port, host, (error) => (error ? reject(error) : resolve())));
    }
    await until('all of them are seen at both ends', () => tables.waiting().length + tables.stat(l7Stat.L7_STAT_QUERIES_FULL) === 2 * 200);
    assert.ok(tables.stat(l7Stat.L7_STAT_QUERIES_FULL) > 0, 'the table was never full');
    assert.ok(tables.waiting().every((one) => one === port));
  } finally {
    server.close();
    client.close();
  }
});

test('more requests than are counted when their connection ends without an answer are counted as lost: counted + lost = sent', async () => {
  using tables = new RequestTables();
  const server = createTcpServer();
  server.listen(0, host);
  await once(server, 'listening');
  const client = connect(portOf(server), host);
  try {
    const [accepted]: Socket[] = await once(server, 'connection');
    const commands = '*1\r\n$4\r\nPING\r\n'.repeat(100);
    client.on('error', () => {}).write(commands);
    accepted?.resume();
    await until('the server has read all of them', () => accepted?.bytesRead === commands.length);
    accepted?.resetAndDestroy();
    const lost = () => tables.stat(l7Stat.L7_STAT_UNPARSED);
    await until('all of them are counted or lost, at both ends', () => tables.total('redis other unanswered') + lost() === 2 * 100);
    assert.ok(lost() > 0, 'all of them were counted');
  } finally {
    client.destroy();
    server.close();
  }
});
