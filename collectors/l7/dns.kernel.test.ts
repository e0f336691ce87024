import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { l7UnlearntNames } from '#contract/l7-metrics.ts';
import { udpSentDatagrams } from '#contract/metrics.ts';
import { Lab } from './lab.ts';

/** Of names that begin with `no` it says that there are none, of those that begin with `silent` nothing, of others an address. */
const server = `
import socket, sys
address = sys.argv[1] if len(sys.argv) > 1 else '192.0.2.1'
def answer(query):
  name = query[13:]
  if name.startswith(b'silent'): return None
  if name.startswith(b'no'): return query[:2] + b'\\x81\\x83' + query[4:]
  return query[:2] + b'\\x81\\x80' + query[4:6] + b'\\0\\1' + query[8:] + b'\\xc0\\x0c\\0\\1\\0\\1\\0\\0\\0\\x3c\\0\\4' + socket.inet_aton(address)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('127.0.0.1', 0))
print(s.getsockname()[1])
while True:
  query, peer = s.recvfrom(4096)
  reply = answer(query)
  if reply: s.sendto(reply, peer)
`;

const client = `
import socket, struct, sys
how, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
names = ['www%d' % i for i in range(150)] + ['no%d' % i for i in range(40)] + ['silent%d' % i for i in range(10)]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if how == 'connected': s.connect((host, port))
for number, name in enumerate(names):
  question = bytes([len(name)]) + name.encode() + b'\\7example\\0'
  query = struct.pack('!HHHHHH', number, 0x100, 1, 0, 0, 0) + question + struct.pack('!HH', [1, 28, 15][number % 3], 1)
  silent = name.startswith('silent')
  for _ in range(2 if silent else 1): s.send(query) if how == 'connected' else s.sendto(query, (host, port))
  if not silent: s.recv(4096)
print('done')
`;

const both = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(['client', 'server'].flatMap((end) => Object.entries(counts).map(([what, count]) => [`${end} ${what}`, count])));
/** Of each three numbers one is asked for A, one for AAAA, one for MX. */
const expected = both({
  'A NOERROR': 50,
  'AAAA NOERROR': 50,
  'MX NOERROR': 50,
  'A NXDOMAIN': 14,
  'AAAA NXDOMAIN': 13,
  'MX NXDOMAIN': 13,
  'A unanswered': 3,
  'AAAA unanswered': 4,
  'MX unanswered': 3,
});

/** Removed when the stack is. */
function namespaceIn(stack: AsyncDisposableStack, ...commands: string[]): string {
  const namespace = `sonde-test-dns-${process.pid}`;
  const ip = (...args: string[]) => void execFileSync('ip', args);
  ip('netns', 'add', namespace);
  stack.defer(() => ip('netns', 'delete', namespace));
  for (const command of commands) ip('-n', namespace, ...command.split(' '));
  return namespace;
}

test('a resolver behind an address translation, as containers have it, answers too', async () => {
  await using stack = new AsyncDisposableStack();
  const namespace = namespaceIn(stack, 'link set lo up');
  const lab = stack.use(new Lab());
  const { line: port } = await lab.python(server, { namespace });
  const translate = `add table ip t; add chain ip t output { type nat hook output priority -100; }; add rule ip t output ip daddr 127.0.0.11 udp dport 53 dnat to 127.0.0.1:${port}`;
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', translate]);
  for (const how of ['connected', 'unconnected']) await lab.python(client, { namespace, args: [how, '127.0.0.11', '53'] });
  await lab.becomes(() => lab.requests(Number(port)), Object.fromEntries(Object.entries(expected).map(([what, count]) => [what, count * 2])));
});

test('what is no DNS on the same port is not counted, and does not keep DNS from being counted', async () => {
  await using lab = new Lab();
  const { line: port } = await lab.python(server);
  await lab.python(`
import socket, os
for i in range(40):
  s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
  s.sendto(os.urandom(5 + i * 9), ('127.0.0.1', ${port}))
print()`);
  await lab.python(client, { args: ['connected', '127.0.0.1', port] });
  const counted = () => Object.fromEntries(Object.entries(lab.requests(Number(port))).filter(([what]) => what.startsWith('client')));
  await lab.becomes(counted, Object.fromEntries(Object.entries(expected).filter(([what]) => what.startsWith('client'))));
});

test('who is elsewhere is called what was asked for before, however often something else is asked', async () => {
  await using stack = new AsyncDisposableStack();
  const away = ['link add away type veth peer name far', 'address add 10.77.0.1/24 dev away', 'link set away up', 'link set far up'];
  const namespace = namespaceIn(stack, 'link set lo up', ...away, 'route add default dev away');
  const lab = stack.use(new Lab());
  const { line: port } = await lab.python(server, { namespace, args: ['198.51.100.77'] });
  await lab.python(
    `
import socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
def ask(number, name):
  s.sendto(struct.pack('!HHHHHH', number, 0x100, 1, 0, 0, 0) + name + b'\\0\\0\\1\\0\\1', ('127.0.0.1', ${port}))
  s.recv(512)
for number in range(3000): ask(number, b'\\4busy\\7example\\3net')
ask(7, b'\\3cdn\\4shop\\7example\\2co\\2uk')
for _ in range(3): s.sendto(b'x' * 100, ('198.51.100.77', 7790))
print()`,
    { namespace },
  );
  await lab.becomes(() => lab.counts(udpSentDatagrams, 'server_port="7790"', ['server', 'server_kind']), { 'example.co.uk external': 3 });
  assert.equal(lab.gauge(l7UnlearntNames), 0);
});
