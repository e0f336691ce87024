import assert from 'node:assert/strict';
import { test } from 'node:test';
import { l7Repairs } from '#contract/l7-metrics.ts';
import { lifeEvents } from '../agent/events.ts';
import { Lab } from './lab.ts';
import { databasesUnderLoss } from './unrepaired-databases.ts';
import { lossy, lostBy, mostAreCounted, unrepaired } from './unrepaired-lab.ts';

/** Answers each request with the status that is its path, and a body of two segments. */
const server = `
import socket, sys, threading
listener = socket.create_server(('127.0.0.1', 0), backlog=64)
if 'deferred' in sys.argv: listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 10)
def serve(connection):
  connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
  data = b''
  while True:
    more = connection.recv(65536)
    if not more: return connection.close()
    *heads, data = (data + more).split(b'\\r\\n\\r\\n')
    for head in heads:
      connection.sendall(b'HTTP/1.1 ' + head.split(b' ')[1][1:] + b' Words\\r\\nContent-Length: 2000\\r\\n\\r\\n' + b'a' * 2000)
def accept():
  while True: threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
threading.Thread(target=accept, daemon=True).start()
print(listener.getsockname()[1])
sys.stdin.read()
`;

/** So many connections at once; on each so many times as many requests as are pipelined, with heads of half a segment. */
const client = `
import socket, sys, threading
port, connections, times, together = map(int, sys.argv[1:5])
def ask():
  s = socket.create_connection(('127.0.0.1', port))
  s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
  file = s.makefile('rb')
  for _ in range(times):
    for i in range(together):
      s.sendall(b'GET /%d HTTP/1.1\\r\\nHost: shop.example\\r\\nX-Long: %s\\r\\n\\r\\n' % (200 if i % 2 == 0 else 404, b'x' * 700))
    for _ in range(together):
      while file.readline() != b'\\r\\n': pass
      file.read(2000)
  s.close()
threads = [threading.Thread(target=ask) for _ in range(connections)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print('done')
`;

interface Traffic {
  readonly namespace: string;
  readonly connections: number;
  readonly times: number;
  readonly together: number;
  readonly deferred?: boolean;
}

async function ask(lab: Lab, { namespace, connections, times, together, deferred = false }: Traffic): Promise<number> {
  const { line: port } = await lab.python(server, { namespace, args: deferred ? ['deferred'] : [] });
  const { ended } = await lab.python(client, { namespace, args: [port, String(connections), String(times), String(together)] });
  await ended;
  return Number(port);
}

test('a kernel that does not show what is read: the collector runs, counts exactly what comes in order, and says what it lacks', async () => {
  await using stack = new AsyncDisposableStack();
  const lab = stack.use(unrepaired());
  assert.deepEqual(
    lab.troubles.map(([collector]) => collector),
    ['l7'],
  );
  const report = lab.report();
  assert.ok(report.every(({ up }) => up));
  const lacking = report.filter(({ lacks }) => lacks !== undefined);
  assert.deepEqual(
    lacking.map(({ name }) => name),
    ['l7'],
  );
  assert.match(lacking[0]?.lacks?.says ?? '', /counts only what arrives in order.*the verifier refuses "segment_read"/s);
  assert.match(lacking[0]?.lacks?.mend ?? '', /6\.12/);
  const told = lifeEvents(report, '0').filter(({ severity }) => severity !== 'info');
  assert.deepEqual(
    told.map(({ type, severity }) => [type, severity]),
    [['sonde.collector_limited', 'warning']],
  );
  assert.equal(lab.gauge(l7Repairs), 0);

  const port = await ask(lab, { namespace: lossy(stack, 0), connections: 5, times: 40, together: 1 });
  await lab.becomes(() => lab.requests(port), { 'client GET 200': 200, 'server GET 200': 200 });
  const pipelined = await ask(lab, { namespace: lossy(stack, 0), connections: 5, times: 10, together: 16 });
  const each = { 'GET 200': 400, 'GET 404': 400 };
  await lab.becomes(
    () => lab.requests(pipelined),
    Object.fromEntries(['client', 'server'].flatMap((end) => Object.entries(each).map(([what, n]) => [`${end} ${what}`, n]))),
  );
});

for (const [percent, together, least] of [
  [2, 1, 0.98],
  [5, 1, 0.98],
  [2, 16, 0.7],
  [5, 16, 0.6],
] as const) {
  test(`of requests ${together} at once, of whose packets ${percent} % are lost each way, most are counted and none twice`, async () => {
    await using stack = new AsyncDisposableStack();
    const lab = stack.use(unrepaired());
    const [connections, times] = [10, together === 1 ? 60 : 20];
    const sent = connections * times * together;
    const port = await ask(lab, { namespace: lossy(stack, percent), connections, times, together });
    await mostAreCounted(lab, { port, sent, least });
  });
}

databasesUnderLoss();

test('a kernel that shows what is read lacks nothing', async () => {
  await using lab = new Lab();
  assert.equal(lab.gauge(l7Repairs), 1);
  assert.deepEqual(
    lab.report().filter(({ lacks }) => lacks !== undefined),
    [],
  );
});

for (const times of [1, 3]) {
  test(`of ${times} requests on a connection that is accepted with the first of them, that one is told as missing`, async () => {
    await using stack = new AsyncDisposableStack();
    const lab = stack.use(unrepaired());
    const port = await ask(lab, { namespace: lossy(stack, 0), connections: 20, times, together: 1, deferred: true });
    const server = times === 1 ? {} : { 'server GET 200': 20 * (times - 1) };
    await lab.becomes(() => lab.requests(port), { 'client GET 200': 20 * times, ...server });
    await lab.becomes(() => lostBy(lab), { gap: 20 });
  });
}
