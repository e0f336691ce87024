import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { conforms } from './conforms.ts';
import { ask, asSegments, type Message, reply, say } from './dialogue.ts';
import { anyDialogue } from './http-any-dialogue.ts';
import { bait, chunked, dialogues, get, head, ok } from './http-dialogues.ts';

import { type Connection, fromStart, midway, remembered, replay, replayOne, summary } from './replay.ts';
import { cutEvery, followedBy, mirrored, type Segment, segmentsOf } from './segments.ts';
import { areUnderstood, expectTruth, isLeftAlone, isUnderstood } from './truth.ts';

suite('HTTP/1 is understood however it is cut:', () => {
  areUnderstood('http', dialogues);
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
  test('after CONNECT', () => {
    const messages = [
      ask('CONNECT', head('CONNECT b.example:443 HTTP/1.1')),
      reply(200, `${head('HTTP/1.1 200 Established')}\x16\x03\x01`),
      say('client', 'GET / HTTP/1.1\r\n\r\n'),
    ];
    isLeftAlone('http', messages, 'TUNNEL');
  });

  test('after an upgrade', () => {
    const messages = [
      ask('GET', head('GET /ws HTTP/1.1', 'Upgrade: websocket')),
      reply(101, head('HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket')),
      say('server', 'HTTP/1.1 200 OK\r\n\r\n'),
    ];
    isLeftAlone('http', messages, 'TUNNEL');
  });

  test('where it is HTTP/2', () => {
    const settings = '\0\0\0\x04\0\0\0\0\0';
    isLeftAlone('http', [say('client', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${settings}`), say('server', settings)], 'IS_HTTP2');
  });
});

test('more requests at once than are remembered are counted, not timed, and then all are timed again', () => {
  const many = remembered + 5;
  const found = replayOne(
    'http',
    fromStart(asSegments([...Array.from({ length: many }, () => get()), ...Array.from({ length: many }, () => ok()), get(), ok()])),
  );
  assert.equal(found.answers.length, many + 1);
  assert.deepEqual(found.answers[0], { method: 'OTHER', status: 200, ticks: undefined });
  assert.equal(found.answers.filter(({ ticks }) => ticks === undefined).length, many);
  assert.deepEqual(found.answers.at(-1), { method: 'GET', status: 200, ticks: 1 });
});

suite('answers without a body among many at once', () => {
  const bodiless = [ask('HEAD', head('HEAD / HTTP/1.1')), reply(200, head('HTTP/1.1 200 OK', 'Content-Length: 5000'))] as const;
  const refused = [ask('CONNECT', head('CONNECT b:443 HTTP/1.1')), reply(403, 'HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno')] as const;
  type Pair = readonly [Message, Message];
  const atOnce = (pairs: readonly Pair[]) => [...pairs.map(([asked]) => asked), ...pairs.map(([, answer]) => answer), get(), ok()];
  const filled = (many: number, pair: (index: number) => Pair | undefined) => atOnce(Array.from({ length: many }, (_, index) => pair(index) ?? [get(), ok()]));

  for (const many of [17, 40, 64, 65, 300]) {
    test(`${many}, the first of which is a HEAD, are understood`, () =>
      isUnderstood(
        'http',
        filled(many, (index) => (index ? undefined : bodiless)),
      ));
    test(`${many}, all of which are HEADs, are understood`, () =>
      isUnderstood(
        'http',
        filled(many, () => bodiless),
      ));
  }

  test('64 of any kind are understood', () =>
    isUnderstood(
      'http',
      filled(64, (index) => [bodiless, undefined, refused][index % 3]),
    ));

  test('more than can be kept apart are given up, and what waited is counted as lost', () => {
    for (const last of [bodiless, refused]) {
      const messages = filled(65, (index) => (index < 64 ? undefined : last));
      const found = replayOne('http', fromStart(asSegments(messages)));
      assert.deepEqual([found.answers, found.verdicts, found.protocol, found.state.unparsed], [[], ['IS_UNPARSABLE'], 'LEFT_ALONE', 65]);
    }
  });
});

test('the request line and the traceparent are shown', () => {
  const found = replayOne(
    'http',
    fromStart(asSegments([get('/a?b=c'), ok(), get('/d', 'Host: x\r\nTraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n'), ok()])),
  );
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
  assert.deepEqual(summary(replayOne('http', fromStart(segments))), ['GET 200', 'GET 204']);
});

suite('a connection from before the agent', () => {
  const rest = asSegments([get(), ok(), get(), ok()]);
  const startingWith = (text: string): Connection => midway(followedBy(segmentsOf([['received', text]]), rest));

  test('is understood from its next request on', () => {
    const bodies = ['', '<p>some html</p>', 'GET your coupons, POST your letters now\r\n', 'HTTP/1.1 is old', 'DELETED', 'G'];
    for (const found of replay('http', bodies.map(startingWith))) assert.deepEqual(summary(found).slice(-2), ['GET 200', 'GET 200'], JSON.stringify(found));
  });

  test('has answers to requests that nobody saw: they are not counted', () => {
    const found = replayOne('http', startingWith('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab'));
    assert.deepEqual([summary(found), found.state.orphans, found.verdicts], [['GET 200', 'GET 200'], 1, []]);
  });
});

conforms('http', {
  onTheWay: [
    ask('POST', `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(bait, 'x'.repeat(200))}0\r\n\r\n`),
    reply(200, `HTTP/1.1 200 OK\r\nContent-Length: ${bait.length}\r\n\r\n${bait}`),
    get('/', 'X: y\r\n'.repeat(30)),
    get(),
    ok(bait),
    ok(),
  ],
  dialogue: anyDialogue,
  opening: [get(), ok()],
});

suite('what never comes past', () => {
  const lost = ask('GET', head('GET / HTTP/1.1', 'X: the second of the four segments is lost'));
  const [asked, ...rest] = asSegments([lost, ok(), get(), ok(), get(), ok()]);
  const without = cutEvery(asked ? [asked] : [], 20).toSpliced(1, 1);

  test('is a gap; what is sent after it is understood again from the next request on', () => {
    const found = replayOne('http', fromStart([...without, ...rest]));
    assert.deepEqual([found.gaps, summary(found)], [1, ['GET 200', 'GET 200']]);
  });

  test('is a gap once the application reads what comes after it', () => {
    const segments = mirrored([...without, ...rest]);
    const reads = segments.slice(1, without.length).map((segment): Segment => ({ ...segment, hook: 'read' }));
    const found = replayOne('http', fromStart(segments.toSpliced(without.length, 0, ...reads)));
    assert.deepEqual([found.gaps, summary(found)], [1, ['GET 200', 'GET 200']]);
  });
});

test('what begins like no protocol is left alone', () => {
  const whole = segmentsOf(Array.from({ length: 5 }, (_, index) => [index % 2 ? 'received' : 'sent', `SSH-2.0-${index}\r\n`]));
  const found = replayOne('http', fromStart(whole));
  assert.deepEqual([found.verdicts, found.protocol], [Array.from({ length: 4 }, () => 'UNPARSED'), 'LEFT_ALONE']);
});
