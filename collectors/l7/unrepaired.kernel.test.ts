import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { l7Repairs } from '#contract/l7-metrics.ts';
import { lost } from '#contract/metrics.ts';
import { lifeEvents } from '../agent/events.ts';
import { builtObjects, type Counts, Lab } from './lab.ts';

/** Reads beyond what the tracepoint shows: every kernel refuses it, as those before 6.12 refuse the program that stands here else. */
const refused = `
__attribute__((section("tp_btf/skb_copy_datagram_iovec"))) int segment_read(unsigned long long *arguments) { return arguments[9]; }
char LICENSE[] __attribute__((section("license"))) = "Dual BSD/GPL";
`;

/** The objects that the build made, as on a kernel that refuses this one. */
const objects = mkdtempSync(join(tmpdir(), 'sonde-objects-'));
after(() => rmSync(objects, { recursive: true }));
cpSync(builtObjects, objects, { recursive: true });
writeFileSync(join(objects, 'refused.c'), refused);
execFileSync('clang', ['-g', '-O2', '-target', 'bpf', '-mcpu=v3', '-c', join(objects, 'refused.c'), '-o', join(objects, 'repairs.bpf.o')]);

let namespaces = 0;

/** A namespace whose loopback carries segments of 1,500 bytes, of which it loses so many of 100. */
function lossy(stack: AsyncDisposableStack, percent: number): string {
  const name = `sonde-unrepaired-${process.pid}-${++namespaces}`;
  const inside = (...command: string[]) => execFileSync('ip', ['netns', 'exec', name, ...command]);
  execFileSync('ip', ['netns', 'add', name]);
  stack.defer(() => void execFileSync('ip', ['netns', 'delete', name]));
  inside('ip', 'link', 'set', 'lo', 'up', 'mtu', '1500', 'gso_max_segs', '1');
  const chain = 'add table inet test; add chain inet test in { type filter hook prerouting priority 0; };';
  if (percent > 0) inside('nft', `${chain} add rule inet test in meta l4proto tcp numgen random mod 100 < ${percent} drop`);
  return name;
}

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

const lostBy = (lab: Lab): Counts => lab.counts(lost, 'collector="l7"', ['reason']);
const seenAt = (counts: Counts, end: string) => Object.entries(counts).reduce((sum, [what, count]) => (what.startsWith(end) ? sum + count : sum), 0);
const unrepaired = () => new Lab({ bpfObjects: objects, mayBeInTrouble: true, sweepMs: 250 });

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
    const counted = await lab.settles(() => lab.requests(port));
    const { unparsed = 0, gap = 0 } = lostBy(lab);
    const [client, server] = [seenAt(counted, 'client'), seenAt(counted, 'server')];
    const says = `of ${sent} the client counts ${client} and the server ${server}; unparsed ${unparsed}, gaps ${gap}`;
    assert.ok(client <= sent && server <= sent && client + server + unparsed <= 2 * sent, says);
    assert.ok(Math.min(client, server) >= least * sent, says);
    assert.ok(client + server === 2 * sent || gap > 0, says);
    assert.ok(!Object.keys(counted).some((what) => what.endsWith(' unanswered')), `what is not seen is no failure: ${JSON.stringify(counted)}`);
  });
}

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
