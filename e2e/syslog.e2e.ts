import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import test from 'node:test';
import { freePort } from '../engines/free-port.ts';
import { Pair } from './logs/pair.ts';
import { eventually } from './whole/eventually.ts';

const soonMs = 30_000;

/** A pair that takes syslog on a free port. */
async function listeningPair(): Promise<{ readonly pair: Pair; readonly port: number; metrics(): Promise<string> }> {
  const port = await freePort();
  const pair = await Pair.start({ inputs: { syslog: { host: '127.0.0.1', port } } });
  const metrics = async () => (await fetch(`http://127.0.0.1:${pair.readerPort}/metrics`)).text();
  await eventually('it listens', soonMs, async () => assert.match(await metrics(), /^sonde_log_source_up\{source="syslog"\} 1$/m));
  return { pair, port, metrics };
}

/** util-linux's, one message for each line. */
async function logger(lines: readonly string[], options: readonly string[]): Promise<void> {
  const child = spawn('logger', ['--server', '127.0.0.1', ...options], { stdio: ['pipe', 'inherit', 'inherit'] });
  child.stdin.end(`${lines.join('\n')}\n`);
  assert.deepEqual(await once(child, 'close'), [0, null]);
}

const numbered = (what: string, count: number): string[] => Array.from({ length: count }, (_, number) => `${what} number ${number}`);

test('what logger sends is there, each line once, over UDP and TCP, in both formats', async () => {
  const { pair, port, metrics } = await listeningPair();
  await using _ = pair;
  const ways: readonly (readonly [what: string, options: readonly string[]])[] = [
    ['udp3164', ['--udp', '--rfc3164']],
    ['udp5424', ['--udp', '--rfc5424']],
    ['tcp3164', ['--tcp', '--rfc3164']],
    ['tcp5424', ['--tcp', '--rfc5424']],
    ['counted', ['--tcp', '--rfc5424', '--octet-count']],
  ];
  const sent = ways.map(([what, options]) => [what, options, numbered(what, 500)] as const);
  for (const [what, options, lines] of sent) {
    await logger(lines, [...options, '--port', String(port), '--tag', what, '--priority', 'local3.err', '--id=77']);
  }
  const kept = await eventually('all lines', soonMs, async () => {
    const lines = await pair.all({ from: '0', query: 'source=syslog' });
    assert.equal(lines.length, 2500);
    return lines;
  });
  for (const [what, , lines] of sent) {
    const own = kept.filter(({ attributes }) => attributes['syslog.identifier'] === what);
    assert.deepEqual(own.map(({ message }) => message).sort(), [...lines].sort());
    for (const { level, identity, attributes } of own)
      assert.deepEqual([level, identity, attributes['syslog.facility'], attributes['process.pid']], ['error', `process:${what}`, 'local3', '77']);
  }
  const text = await metrics();
  assert.match(text, /^sonde_log_oddities_total\{kind="malformed"\} 0$/m);
  assert.match(text, /^sonde_log_lost_lines_total\{reason="datagram_dropped"\} 0$/m);
});

test('structured data and times are kept, and what is malformed is whole and counted', async () => {
  const { pair, port, metrics } = await listeningPair();
  await using _ = pair;
  const socket = connect(port, '127.0.0.1');
  const whole =
    '<165>1 2026-01-02T03:04:05.678901+02:00 web-7 shop 4711 ID47 [order@32473 id="17" by="a \\"b\\"" password="hunter2"] \ufeffpaid, in\ntwo lines';
  const broken = ['no priority at all', '<999>beyond', '<34>1 2026-01-02T03:04:05Z host app - - [unfinished'];
  socket.write(`${Buffer.byteLength(whole)} ${whole}${broken.join('\n')}\n`);
  socket.end('<14>last, without an end');
  await once(socket, 'close');
  const found = await eventually('all of them', soonMs, async () => {
    const lines = await pair.all({ from: '0' });
    assert.equal(lines.length, 5);
    return lines;
  });
  const paid = found.find(({ identity }) => identity === 'external:web-7/shop');
  assert.deepEqual([paid?.time, paid?.level, paid?.message], ['2026-01-02T01:04:05.678901Z', 'info', 'paid, in\ntwo lines']);
  const { 'client.address': from, ...attributes } = paid?.attributes ?? {};
  assert.equal(from, '127.0.0.1');
  assert.deepEqual(attributes, {
    'order@32473.id': 17,
    'order@32473.by': 'a "b"',
    'order@32473.password': '<redacted>',
    'syslog.facility': 'local4',
    'syslog.identifier': 'shop',
    'syslog.msgid': 'ID47',
    'process.pid': '4711',
    'host.name': 'web-7',
  });
  const messages = found.map(({ message }) => message);
  for (const line of [...broken, 'last, without an end']) assert.ok(messages.includes(line), line);
  await eventually('the count', soonMs, async () => assert.match(await metrics(), /^sonde_log_oddities_total\{kind="malformed"\} 3$/m));
});

test('datagrams that the kernel dropped are counted: those that are there and those that are not are all that were sent', async () => {
  const { pair, port, metrics } = await listeningPair();
  await using _ = pair;
  const sender = createSocket('udp4');
  const text = Buffer.from(`<13>Jun 12 07:01:02 web-1 flood: ${'x'.repeat(1000)}`);
  const count = 30_000;
  pair.reader.signal('SIGSTOP');
  for (let sent = 0; sent < count; sent += 500) {
    const many = Array.from(
      { length: 500 },
      () => new Promise<void>((resolve, reject) => sender.send(text, port, '127.0.0.1', (error) => (error ? reject(error) : resolve()))),
    );
    await Promise.all(many);
  }
  sender.close();
  pair.reader.signal('SIGCONT');
  await eventually('all, kept or counted', soonMs, async () => {
    const { total } = await pair.histogram({ from: '0' });
    const [, lost = '0'] = /^sonde_log_lost_lines_total\{reason="datagram_dropped"\} (\d+)$/m.exec(await metrics()) ?? [];
    assert.equal(total + Number(lost), count);
    assert.ok(Number(lost) > 0);
  });
});
