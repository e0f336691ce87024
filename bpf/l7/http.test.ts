import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { ask, asSegments, type Message, reply, say, truth } from './dialogue.ts';
import { bait, chunked, dialogues, get, head, ok } from './http-dialogues.ts';
import { randomDialogue } from './http-random-dialogue.ts';
import { type Connection, enumOf, type Replayed, replay } from './replay.ts';
import { cutAtRandom, cutEvery, mirrored, outOfOrder, randomNumbers, type Segment, segmentsOf, sentAgain } from './segments.ts';
import { expectTruth, isUnderstood, waysToCut } from './truth.ts';

const protocols = enumOf('stream.h', 'l7_protocol');
const remembered = Number(/#define L7_OUTSTANDING (\d+)/.exec(readFileSync(join(import.meta.dirname, 'stream.h'), 'utf8'))?.[1]);

const summary = ({ answers }: Replayed) => answers.map(({ method, status }) => `${method} ${status}`);

function one(connection: Connection): Replayed {
  const [found] = replay('http', [connection]);
  assert.ok(found);
  return found;
}

suite('HTTP/1 is understood however it is cut:', () => {
  for (const [name, messages] of Object.entries(dialogues)) test(name, () => isUnderstood('http', messages));
});

test('heads of more than 8 KB, with long lines, are understood in segments of any size', () => {
  const cookie = `Cookie: ${'a=b; content-length: 9; '.repeat(360)}`;
  const many = Array.from({ length: 200 }, (_, index) => `X-Header-${index}: ${'v'.repeat(index)}`);
  const messages = [
    ask('GET', head(`GET /${'p'.repeat(5000)}?q=HTTP/1.1 HTTP/1.1`, cookie, ...many)),
    reply(200, `${head('HTTP/1.1 200 OK', `Set-Cookie: ${'c'.repeat(9000)}`, ...many, 'Content-Length: 3')}abc`),
    get(),
    ok(),
  ];
  const whole = asSegments(messages);
  expectTruth(
    'http',
    messages,
    [1, 44, 45, 100, 212, 255, 256, 257, 1448, 65536].map((size) => cutEvery(whole, size)),
  );
});

suite('the rest of the connection is left alone', () => {
  const tunnelled: { readonly [name: string]: readonly Message[] } = {
    'after CONNECT': [
      ask('CONNECT', head('CONNECT b.example:443 HTTP/1.1')),
      reply(200, `${head('HTTP/1.1 200 Established')}\x16\x03\x01`),
      say('client', 'GET / HTTP/1.1\r\n\r\n'),
    ],
    'after an upgrade': [
      ask('GET', head('GET /ws HTTP/1.1', 'Upgrade: websocket')),
      reply(101, head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket')),
      say('server', 'HTTP/1.1 200 OK\r\n\r\n'),
    ],
  };
  for (const [name, messages] of Object.entries(tunnelled)) {
    test(name, () => {
      const whole = asSegments(messages);
      const ways = waysToCut(whole).flatMap((segments) => [segments, mirrored(segments)]);
      for (const [index, found] of replay(
        'http',
        ways.map((segments) => ({ segments })),
      ).entries()) {
        assert.deepEqual(found.answers, truth(messages, ways[index] ?? []));
        assert.deepEqual([found.verdicts, protocols[found.state.protocol]], [['TUNNEL'], 'LEFT_ALONE']);
      }
    });
  }

  test('where it is HTTP/2', () => {
    const whole = segmentsOf([
      ['sent', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'],
      ['received', '\0\0\0\x04\0\0\0\0\0'],
    ]);
    for (const found of replay(
      'http',
      [mirrored(whole), ...waysToCut(whole)].map((segments) => ({ segments })),
    )) {
      assert.deepEqual([found.verdicts, found.answers, found.state.asked, protocols[found.state.protocol]], [['IS_HTTP2'], [], 0, 'LEFT_ALONE']);
    }
  });
});

test('more requests at once than are remembered are counted, not timed, and then all are timed again', () => {
  const many = remembered + 5;
  const found = one({ segments: asSegments([...Array.from({ length: many }, () => get()), ...Array.from({ length: many }, () => ok()), get(), ok()]) });
  assert.equal(found.answers.length, many + 1);
  assert.deepEqual(found.answers[0], { method: 'OTHER', status: 200, ticks: undefined });
  assert.equal(found.answers.filter(({ ticks }) => ticks === undefined).length, many);
  assert.deepEqual(found.answers.at(-1), { method: 'GET', status: 200, ticks: 1 });
});

test('the request line and the traceparent are shown', () => {
  const found = one({
    segments: asSegments([get('/a?b=c'), ok(), get('/d', 'Host: x\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n'), ok()]),
  });
  assert.deepEqual(
    found.texts.map((text) => text.split('\r\n')[0]),
    ['GET /a?b=c HTTP/1.1', 'GET /d HTTP/1.1'],
  );
  assert.deepEqual(
    found.traces.map((text) => text.trim().split('\r\n')[0]),
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  );
});

test('a body of gigabytes is passed over', () => {
  const start = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${5 * 2 ** 30}\r\n\r\n`);
  const end = start.length + 5 * 2 ** 30;
  const body = Buffer.from(bait.slice(0, start.length));
  const bodies = Array.from({ length: 10 }, (_, half): Segment => ({ hook: 'received', at: (half + 1) * 2 ** 29, bytes: body }));
  const asked = segmentsOf([['sent', 'GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n']]);
  const segments: Segment[] = [
    ...asked,
    { hook: 'received', at: 0, bytes: start },
    ...bodies,
    { hook: 'received', at: end, bytes: Buffer.from('HTTP/1.1 204 OK\r\n\r\n') },
  ];
  assert.deepEqual(summary(one({ segments })), ['GET 200', 'GET 204']);
});

suite('a connection from before the agent', () => {
  const rest = asSegments([get(), ok(), get(), ok()]);
  const startingWith = (...before: Segment[]): Connection => {
    const after = { received: 0, sent: 0, read: 0 };
    for (const { hook, bytes } of before) after[hook] += bytes.length;
    return { fromStart: false, segments: [...before, ...rest.map((segment) => ({ ...segment, at: segment.at + after[segment.hook] }))] };
  };

  test('is understood from its next request on', () => {
    const bodies = ['<p>some html</p>', 'GET your coupons, POST your letters now\r\n', 'HTTP/1.1 is old', 'DELETED', 'G'].map((text) =>
      startingWith(...segmentsOf([['received', text]])),
    );
    for (const found of replay('http', [startingWith(), ...bodies])) assert.deepEqual(summary(found).slice(-2), ['GET 200', 'GET 200'], JSON.stringify(found));
  });

  test('has answers to requests that nobody saw: they are not counted', () => {
    const found = one(startingWith(...segmentsOf([['received', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab']])));
    assert.deepEqual([summary(found), found.state.orphans, found.verdicts], [['GET 200', 'GET 200'], 1, []]);
  });
});

suite('on the way', () => {
  const messages = [
    ask('POST', `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(bait, 'x'.repeat(200))}0\r\n\r\n`),
    reply(200, `HTTP/1.1 200 OK\r\nContent-Length: ${bait.length}\r\n\r\n${bait}`),
    get('/', 'X: y\r\n'.repeat(30)),
    get(),
    ok(bait),
    ok(),
  ];
  const ways = [asSegments(messages), mirrored(asSegments(messages))];

  test('segments are sent again, with the same bounds and with others', () => {
    const numbers = randomNumbers(1);
    const cut = Array.from({ length: 100 }, (_, index) => ways.map((whole) => sentAgain(whole, cutAtRandom(whole, numbers, 1 + index), numbers)));
    expectTruth('http', messages, cut.flat());
  });

  test('segments come in any order, and the reads fill the holes', () => {
    const numbers = randomNumbers(2);
    const segments = Array.from({ length: 100 }, (_, index) => ways.map((whole) => outOfOrder(whole, numbers, 1 + index * 2))).flat();
    for (const found of replay(
      'http',
      segments.map((of) => ({ segments: of })),
    )) {
      assert.deepEqual([summary(found), found.verdicts, found.gaps], [['POST 200', 'GET 200', 'GET 200'], [], 0]);
    }
  });
});

suite('what never comes past', () => {
  const lost = ask('GET', head('GET / HTTP/1.1', 'X: the second of the four segments is lost'));
  const [asked, ...rest] = asSegments([lost, ok(), get(), ok(), get(), ok()]);
  const without = cutEvery(asked ? [asked] : [], 20).toSpliced(1, 1);

  test('is a gap; what is sent after it is understood again from the next request on', () => {
    const found = one({ segments: [...without, ...rest] });
    assert.deepEqual([found.gaps, summary(found)], [1, ['GET 200', 'GET 200']]);
  });

  test('is a gap once the application reads what comes after it', () => {
    const segments = mirrored([...without, ...rest]);
    const reads = segments.slice(1, without.length).map((segment): Segment => ({ ...segment, hook: 'read' }));
    const found = one({ segments: segments.toSpliced(without.length, 0, ...reads) });
    assert.deepEqual([found.gaps, summary(found)], [1, ['GET 200', 'GET 200']]);
  });
});

test('what begins like no protocol is left alone', () => {
  const whole = segmentsOf(Array.from({ length: 5 }, (_, index) => [index % 2 ? 'received' : 'sent', `SSH-2.0-${index}\r\n`]));
  const found = one({ segments: whole });
  assert.deepEqual([found.verdicts, protocols[found.state.protocol]], [Array.from({ length: 4 }, () => 'UNPARSED'), 'LEFT_ALONE']);
});

test('dialogues made at random are understood, however they are cut', () => {
  const numbers = randomNumbers(3);
  const dialogues = Array.from({ length: 25 }, () => randomDialogue(numbers));
  const cases = dialogues.flatMap((messages) =>
    Array.from({ length: 10 }, () => ({ messages, segments: cutAtRandom(asSegments(messages), numbers, 1 + numbers.below(400)) })),
  );
  for (const [index, found] of replay('http', cases).entries()) {
    const { messages, segments } = cases[index] ?? { messages: [], segments: [] };
    assert.deepEqual(found.answers, truth(messages, segments), JSON.stringify(segments.map(({ hook, bytes }) => [hook, bytes.toString('latin1')])));
    assert.deepEqual([found.verdicts, found.state.orphans], [[], 0]);
  }
});

test('any bytes are survived', () => {
  const numbers = randomNumbers(4);
  const damaged = (segment: Segment): Segment => {
    const bytes = Buffer.from(segment.bytes);
    for (let i = numbers.below(4); i > 0; i--) bytes[numbers.below(bytes.length)] = numbers.below(256);
    return { ...segment, bytes };
  };
  const noise = () =>
    segmentsOf(Array.from({ length: 1 + numbers.below(6) }, () => [numbers.below(2) ? 'sent' : 'received', numbers.bytes(1 + numbers.below(600))]));
  const connections = Array.from({ length: 400 }, (_, index) => {
    const segments = index % 4 ? cutAtRandom(asSegments(randomDialogue(numbers)), numbers, 200).map(damaged) : noise();
    return { fromStart: index % 3 !== 0, segments };
  });
  for (const { state } of replay('http', connections)) assert.ok(state.asked - state.answered >= 0);
});
