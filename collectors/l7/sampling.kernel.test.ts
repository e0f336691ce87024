import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Lab } from './lab.ts';

const connections = 20_000;
const pipelined = 16;
const rounds = 4;
const requests = pipelined * rounds;
/** A twelfth of the budget, all in one sweep. */
const exactConnections = 20;
const deadlineMs = 120_000;

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Reads as many requests at once as are sent at once, and answers them. */
const server = `
import socket
s = socket.create_server(('127.0.0.1', 0), backlog=512)
print(s.getsockname()[1])
answers = ${JSON.stringify(answer)}.encode() * ${pipelined}
while True:
  c = s.accept()[0]
  try:
    while c.recv(4096): c.sendall(answers)
  except ConnectionResetError: pass
  c.close()`;

/** One connection after the other; with a reset at its end, so that none keeps its port. */
const client = (port: string, times: number) => `
import socket, struct
questions = b'GET /sampled HTTP/1.1\\r\\nHost: lab\\r\\n\\r\\n' * ${pipelined}
print('begins')
for _ in range(${times}):
  c = socket.create_connection(('127.0.0.1', ${port}))
  c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
  for _ in range(${rounds}):
    c.sendall(questions)
    left = ${pipelined * answer.length}
    while left: left -= len(c.recv(4096))
  c.close()`;

const until = async (what: string, holds: () => boolean) => {
  for (const endMs = performance.now() + deadlineMs; !holds(); await delay(100)) assert.ok(performance.now() < endMs, `${what}: not within ${deadlineMs} ms`);
};

test('beyond its budget requests are estimates near the truth that say so, and once the load is gone they are exact again', async () => {
  await using lab = new Lab({ requestsCpuPercent: 5, sweepMs: 500 });
  const { line: port } = await lab.python(server);
  const counted = (end: string) => lab.requests(Number(port))[`${end} GET 200`] ?? 0;
  await until('the factor is there', () => lab.samplingFactor() === 1);

  const { ended } = await lab.python(client(port, connections));
  let most = 1;
  let running = true;
  void ended.finally(() => {
    running = false;
  });
  for (; running; await delay(100)) most = Math.max(most, lab.samplingFactor());
  assert.ok(most > 1, 'the load never cost more than its budget');
  await until('the load is forgotten', () => lab.samplingFactor() === 1);

  // Each connection counts f times with the probability 1/f, f ≤ most: the variance of their number is at most n (most − 1). Six deviations.
  const apart = 6 * Math.sqrt(connections * (most - 1));
  assert.ok(apart < connections * (1 - 1 / most), 'the bound could not tell an estimate from what was read');
  const before = { client: counted('client'), server: counted('server') };
  for (const end of ['client', 'server'] as const) {
    const off = Math.abs(before[end] / requests - connections);
    assert.ok(
      off <= apart,
      `${before[end]} requests at the ${end}, of ${connections * requests}: ${off} connections apart, of ${apart} at a factor of ${most}`,
    );
  }

  await (await lab.python(client(port, exactConnections))).ended;
  const exact = exactConnections * requests;
  await lab.becomes(() => lab.requests(Number(port)), {
    'client GET 200': before.client + exact,
    'server GET 200': before.server + exact,
  });
});
