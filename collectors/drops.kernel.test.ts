import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stat } from '../bpf/gen/sockets.ts';
import { allDrops, type Dropped, Lab } from './drops/lab.ts';
import { atOnce } from './runtime/fixtures/at-once.ts';
import { until } from './runtime/fixtures/until.ts';
import { perCpuCounters } from './runtime/map-sweep.ts';
import { substrate } from './sockets/lab.ts';

const nearAddress = '10.78.1.1';
const farAddress = '10.78.1.2';
const datagrams = 200;

function sender(host: string, port: number, times = datagrams, option = ''): string {
  return `s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
${option}
for _ in range(${times}):
  try: s.sendto(b'x' * 1000, ('${host}', ${port}))
  except PermissionError: pass
print()`;
}

/** It has room for a few, and reads none. */
function receiver(port: number): string {
  return `s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
s.bind(('0.0.0.0', ${port}))
print()`;
}

for (const [hook, port] of [['input', 7101] as const, ['prerouting', 7102] as const]) {
  test(`datagrams that the firewall drops (${hook}) are on the edge of who sent them`, async () => {
    await using lab = await Lab.open();
    const server = await lab.far.start(receiver(port));
    lab.far.filter(hook, `udp dport ${port} drop`);
    const client = await lab.near.start(sender(farAddress, port));
    const ends = hook === 'input' ? { role: 'server', local: server.pid, peer: client.pid } : { role: 'client', local: client.pid, peer: 0 };
    assert.deepEqual(await lab.dropped(port, datagrams), [{ reason: 'netfilter_drop', ...ends, count: datagrams }]);
  });
}

test('datagrams that the sender’s own firewall drops are on the edge of who sent them', async () => {
  await using lab = await Lab.open();
  lab.near.filter('output', 'udp dport 7103 drop');
  const client = await lab.near.start(sender(farAddress, 7103));
  assert.deepEqual(await lab.dropped(7103, datagrams), [{ reason: 'netfilter_drop', role: 'client', local: client.pid, peer: 0, count: datagrams }]);
});

test('a message that the kernel would cut into datagrams counts as so many', async () => {
  await using lab = await Lab.open();
  lab.near.filter('output', 'udp dport 7104 drop');
  const udpSegment = 103;
  const client = await lab.near.start(sender(farAddress, 7104, 20, `s.setsockopt(socket.IPPROTO_UDP, ${udpSegment}, 100)`));
  assert.deepEqual(await lab.dropped(7104, 20 * 10), [{ reason: 'netfilter_drop', role: 'client', local: client.pid, peer: 0, count: 20 * 10 }]);
});

test('datagrams for which the receiver has no room left are the receiver’s', async () => {
  await using lab = await Lab.open();
  const server = await lab.far.start(receiver(7105));
  const client = await lab.near.start(sender(farAddress, 7105));
  await until('the buffer is full', () => lab.far.counter('UdpRcvbufErrors') > 0);
  await until('all of them are counted', () => lab.total([7105]) === lab.far.counter('UdpRcvbufErrors'));
  const errors = lab.far.counter('UdpRcvbufErrors');
  assert.deepEqual(lab.dropsAt(7105), [{ reason: 'socket_rcvbuff', role: 'server', local: server.pid, peer: client.pid, count: errors }]);
});

test('datagrams to a port that nobody has are the host’s, from who sent them', async () => {
  await using lab = await Lab.open();
  const former = await lab.far.start(receiver(7106));
  await former.end();
  const client = await lab.near.start(sender(farAddress, 7106));
  assert.deepEqual(await lab.dropped(7106, datagrams), [{ reason: 'no_socket', role: 'server', local: 0, peer: client.pid, count: datagrams }]);
});

test('what no known process sent or was to have is counted at its device', async () => {
  await using lab = await Lab.open();
  lab.far.filter('input', 'udp dport 7107 drop');
  await lab.near.start(strangers(7107));
  await until('all of them are counted', () => lab.dropsOnDevice('cable', 'netfilter_drop') === datagrams);
  assert.deepEqual(lab.dropsAt(7107), []);
});

/** Datagrams with headers of our own, each from another address of the internet. */
function strangers(port: number): string {
  return `s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
for i in range(${datagrams}):
  ends = bytes([198, 51, i >> 8, i & 255]) + socket.inet_aton('${farAddress}')
  s.sendto(struct.pack('!BBHHHBBH8sHHHH', 0x45, 0, 28, 0, 0, 64, 17, 0, ends, 40000, ${port}, 8, 0), ('${farAddress}', 0))
print()`;
}

test('a flood from ever new addresses takes one row of the table, not one each', async () => {
  await using lab = await Lab.open();
  const server = await lab.far.start(receiver(7108));
  lab.far.filter('input', 'udp dport 7108 drop');
  await lab.near.start(strangers(7108));
  assert.deepEqual(await lab.dropped(7108, datagrams), [{ reason: 'netfilter_drop', role: 'server', local: server.pid, peer: 0, count: datagrams }]);
});

test('a listener that accepts too slowly: what it turned away', async () => {
  await using lab = await Lab.open();
  await lab.far.start(`s = socket.create_server(('0.0.0.0', 7109), backlog=2)\nprint()`);
  await lab.near.start(connects(7109, 10));
  await until('the queue is full', () => lab.far.counter('TcpExtListenDrops') > 0);
  await until('all of them are counted', () => lab.listenDrops(7109) === lab.far.counter('TcpExtListenDrops'));
  assert.deepEqual(lab.dropsAt(7109), [], 'the kernel frees such a SYN as if it were used up');
});

test('what a listener turned away while the table of listeners had no room for it', async () => {
  await using lab = await Lab.open({ edges: 24 });
  const others = await lab.near.start(`s = [socket.create_server(('0.0.0.0', 7200 + at)) for at in range(40)]\nprint()`);
  assert.equal(lab.listenDrops(7180), undefined);
  await lab.far.start(`s = socket.create_server(('0.0.0.0', 7180), backlog=2)\nprint()`);
  await lab.near.start(connects(7180, 10));
  await until('the queue is full', () => lab.far.counter('TcpExtListenDrops') > 0);
  assert.equal(lab.listenDrops(7180), undefined, 'the table was never full');
  await others.end();
  await until('all of them are counted', () => lab.listenDrops(7180) === lab.far.counter('TcpExtListenDrops'));
});

function connects(port: number, times: number): string {
  return `c = []
for _ in range(${times}):
  s = socket.socket()
  s.setblocking(False)
  s.connect_ex(('${farAddress}', ${port}))
  c.append(s)
  time.sleep(0.02)
print()`;
}

test('a connection that finds the queue full only when it is complete', async () => {
  await using lab = await Lab.open();
  const server = await lab.far.start(`s = socket.create_server(('0.0.0.0', 7110), backlog=5)\nprint()`);
  lab.near.filter('output', 'tcp dport 7110 tcp flags & (syn | ack) == ack drop');
  const client = await lab.near.start(`${connects(7110, 3)}\nsys.stdin.readline()\nfor s in c: s.send(b'x')`);
  lab.near.run(['nft', 'flush chain inet t output']);
  await lab.near.start(connects(7110, 6));
  client.say('go');
  await until('the kernel counts an overflow', () => lab.far.counter('TcpExtListenOverflows') >= 3);
  lab.near.run(['ip', 'link', 'set', 'cable', 'down']);
  const overflows = lab.dropsAt(7110).filter(({ reason }) => reason === 'tcp_listen_overflow');
  assert.deepEqual(overflows, [
    { reason: 'tcp_listen_overflow', role: 'server', local: server.pid, peer: client.pid, count: lab.far.counter('TcpExtListenOverflows') },
  ]);
});

test('connection requests that the firewall drops are at the server that they were meant for', async () => {
  await using lab = await Lab.open();
  const server = await lab.far.start(`s = socket.create_server(('0.0.0.0', 7118))\nprint()`);
  lab.far.filter('input', 'tcp dport 7118 drop');
  const client = await lab.near.start(connects(7118, 20));
  assert.deepEqual(await lab.dropped(7118, 20), [{ reason: 'netfilter_drop', role: 'server', local: server.pid, peer: client.pid, count: 20 }]);
});

test('segments of an open connection that the firewall drops are at the end that was to have them', async () => {
  await using lab = await Lab.open();
  const server = await lab.far.start(`s = socket.create_server(('0.0.0.0', 7111))\nprint()\nc, _ = s.accept()\nc.recv(1)`);
  const client = await lab.near.start(`s = socket.create_connection(('${farAddress}', 7111))\ns.send(b'x')\nprint()\nsys.stdin.readline()\ns.send(b'x')`);
  lab.far.filter('input', 'tcp dport 7111 counter drop');
  client.say('go');
  const seen = () => Number(/packets (\d+)/.exec(lab.far.run(['nft', 'list', 'ruleset']))?.[1]);
  await until('it was sent again', () => seen() >= 3);
  lab.near.run(['ip', 'link', 'set', 'cable', 'down']);
  const drops = lab.dropsAt(7111).filter(({ reason }) => reason === 'netfilter_drop');
  assert.deepEqual(drops, [{ reason: 'netfilter_drop', role: 'server', local: server.pid, peer: client.pid, count: seen() }]);
});

test('where both ports are high and nobody listens any more, the server is who was it before', async () => {
  await using lab = await Lab.open();
  const server = await lab.far.start(`l = socket.create_server(('0.0.0.0', 50001))\nprint()\nc, _ = l.accept()\nl.close()\nc.recv(1)`);
  const client = await lab.near.start(
    `s = socket.create_connection(('${farAddress}', 50001), source_address=('', 40001))\ns.send(b'x')\nprint()\nsys.stdin.readline()\ns.send(b'x')`,
  );
  await until('the connection is settled', () => lab.far.run(['ss', '-tlnH']) === '');
  await lab.settled();
  lab.far.filter('prerouting', 'tcp dport 50001 drop');
  client.say('go');
  await lab.dropped(50001, 1);
  assert.deepEqual(lab.dropsAt(40001), []);
  assert.ok(lab.dropsAt(50001).every(({ role, local, peer }) => role === 'server' && local === server.pid && peer === client.pid));
});

for (const [family, host, port] of [['IPv4', '127.0.0.1', 7112] as const, ['IPv6', '::1', 7113] as const]) {
  test(`connects to a port that nobody has, within one namespace, over ${family}`, async () => {
    await using lab = await Lab.open();
    const client = await lab.near.start(`for _ in range(50):\n  try: socket.create_connection(('${host}', ${port}))\n  except OSError: pass\nprint()`);
    assert.deepEqual(await lab.dropped(port, 50), [{ reason: 'no_socket', role: 'server', local: 0, peer: client.pid, count: 50 }]);
  });
}

test('datagrams that find no way are on the edge of who sent them: dead neighbours, no route, too many hops', async () => {
  await using lab = await Lab.open();
  lab.near.run(['ip', 'route', 'add', 'default', 'via', farAddress]);
  lab.far.run(['ip', 'route', 'add', '10.79.0.0/24', 'via', nearAddress]);
  lab.far.run(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward']);
  const oneHop = 's.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1)';
  const client = await lab.near.start([sender('10.78.1.77', 7114, 3), sender('192.0.2.1', 7115, 20), sender('10.79.0.1', 7116, 30, oneHop)].join('\n'));
  const at = (reason: string, count: number): Dropped[] => [{ reason, role: 'client', local: client.pid, peer: 0, count }];
  assert.deepEqual(await lab.dropped(7114, 3), at('neigh_failed', 3));
  assert.deepEqual(await lab.dropped(7115, 20), at('ip_innoroutes', 20));
  assert.deepEqual(await lab.dropped(7116, 30), at('ip_inhdr', 30));
});

test('what the table of edges has no room for is counted at its device: none is lost', async () => {
  await using lab = await Lab.open({ edges: 24 });
  const ports = Array.from({ length: 40 }, (_, at) => 7120 + at);
  await lab.near.start(ports.map((port) => sender(farAddress, port, 5)).join('\n'));
  await until('all of them are counted', () => lab.total(ports) + lab.dropsOnDevice('cable', 'no_socket') === 200);
  assert.ok(lab.total(ports) > 0 && lab.total(ports) < 200, 'the table was never full');
});

test('a full table of devices counts what it could not take: counted + lost = dropped', async () => {
  await using lab = await Lab.open();
  const full = substrate();
  try {
    const drops = full.extend('drops', { device_drops: 8 });
    const lost = () => perCpuCounters(drops.map('stats'), stat.STAT_COUNT)()[stat.STAT_DETAIL_MAP_FULL] ?? 0;
    const both = () =>
      atOnce(
        () => lab.all(),
        () => allDrops(full, drops) + lost(),
      );
    const before = await both();
    lab.far.filter('input', 'udp dport 7119 drop');
    for (let at = 0; at < 12; at++) {
      lab.far.run(['ip', 'link', 'set', at === 0 ? 'cable' : `cable${at - 1}`, 'down', 'name', `cable${at}`]);
      lab.far.run(['ip', 'link', 'set', `cable${at}`, 'up']);
      await lab.near.start(strangers(7119));
      await until('all of them are counted', () => lab.dropsOnDevice(`cable${at}`, 'netfilter_drop') === datagrams);
    }
    const after = await both();
    assert.equal(after[1] - before[1], after[0] - before[0]);
    assert.ok(lost() >= datagrams, 'the table was never full');
  } finally {
    full.close();
  }
});

test('what connections leave behind when they end is no drop', async () => {
  await using lab = await Lab.open();
  const before = lab.benign('queue_purge');
  await lab.near.start(`s = socket.create_server(('127.0.0.1', 7117))
for _ in range(100):
  c = socket.create_connection(('127.0.0.1', 7117))
  d, _ = s.accept()
  c.send(b'x' * 1000)
  d.recv(1000)
  d.close()
  c.close()
print()`);
  await until('they left something unread', () => lab.benign('queue_purge') - before >= 100);
  assert.deepEqual(lab.dropsAt(7117), []);
  assert.equal(lab.dropsOnDevice('lo', 'not_specified'), 0);
});
