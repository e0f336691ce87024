import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ConnectionOptions, SecureVersion, TlsOptions } from 'node:tls';
import fc from 'fast-check';
import { onTheWay, survivesAnyBytes } from './conforms.ts';
import { fromStart, midway, replay, replayOne } from './replay.ts';
import { mirrored, type Segment, segmentsOf, type Turn } from './segments.ts';
import { certificate, recordedFromNode, recordedFromOpenssl } from './tls-recording.ts';
import { waysToCut } from './truth.ts';

const own = certificate('shop.example.com');
const trusting: ConnectionOptions = { ca: own.cert };

const ok = 0;
const failed = 1;
const alert = (number: number) => 2 + number;
const handshakeFailure = alert(40);
const unknownAuthority = alert(48);
const protocolVersion = alert(70);

/** Counted once with this status, or still waiting, however it is cut, at both ends; the last record that counts is not the last that comes. */
function comesTo(segments: readonly Segment[], status: number | undefined): void {
  eachComesTo(
    waysToCut(segments).map((way, index) => (index % 2 ? mirrored(way) : way)),
    status,
  );
}

function eachComesTo(ways: readonly (readonly Segment[])[], status: number | undefined): void {
  const expected = status === undefined ? [] : [{ method: 'HANDSHAKE', status }];
  for (const { answers, state, gaps, verdicts, protocol } of replay('tls', ways.map(fromStart))) {
    assert.deepEqual(
      answers.map(({ method, status }) => ({ method, status })),
      expected,
    );
    const verdict = status === undefined ? [] : [status === ok ? 'IS_ENCRYPTED' : 'TUNNEL'];
    assert.deepEqual([verdicts, gaps, state.asked, state.answered, state.orphans], [verdict, 0, 1, expected.length, 0]);
    assert.equal(protocol, status === undefined ? 'TLS' : 'LEFT_ALONE');
  }
}

function both(version: SecureVersion, { server = {}, client = {} }: { server?: TlsOptions; client?: ConnectionOptions } = {}): Promise<Segment[]> {
  const versions = { minVersion: version, maxVersion: version };
  return recordedFromNode({ ...own, ...versions, ...server }, { ...trusting, ...versions, ...client });
}

suite('a handshake that succeeds, however it is cut:', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(version, async () => comesTo(await both(version), ok));
    test(`${version}, with certificates of both`, async () => comesTo(await both(version, { server: { requestCert: true, ca: own.cert }, client: own }), ok));
    test(`${version}, when the server wants another key than the client offers`, async () =>
      comesTo(await both(version, { server: { ecdhCurve: 'P-384' } }), ok));
    test(`${version}, with a long certificate chain`, async () => comesTo(await both(version, { server: { cert: own.cert.repeat(8) } }), ok));
  }
});

suite('a handshake that fails, however it is cut:', () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const [these, others] =
      version === 'TLSv1.2' ? ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'] : ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'];
    test(`${version}: no cipher in common`, async () =>
      comesTo(await both(version, { server: { ciphers: these }, client: { ciphers: others } }), handshakeFailure));
    test(`${version}: the client does not know who signed`, async () =>
      comesTo(await recordedFromOpenssl({ ...own, minVersion: version, maxVersion: version }), unknownAuthority));
  }
  test('no version in common', async () =>
    comesTo(await recordedFromNode({ ...own, minVersion: 'TLSv1.3' }, { ...trusting, maxVersion: 'TLSv1.2' }), protocolVersion));
  test('TLSv1.2: the client has no certificate', async () => comesTo(await both('TLSv1.2', { server: { requestCert: true, ca: own.cert } }), handshakeFailure));
});

const record = (type: number, content: string, length = content.length) =>
  `${String.fromCharCode(type)}\x03\x03${String.fromCharCode(length >> 8, length & 0xff)}${content}`;
const hello = (kind: number, filler = 60) => record(22, `${String.fromCharCode(kind)}\0\0${String.fromCharCode(filler + 2)}\x03\x03${'r'.repeat(filler)}`);
const data = (length: number) => record(23, '?'.repeat(length));
const changed = record(20, '\x01');
const greetings: readonly Turn[] = [
  ['sent', hello(1)],
  ['received', hello(2) + changed + data(23) + data(900) + data(69)],
];

suite('of what cannot be read:', () => {
  test('a client that refuses in TLS 1.3 sends what is too short for a Finished', () =>
    comesTo(segmentsOf([...greetings, ['sent', changed + data(19)]]), failed));
  test('and so does a server', () => comesTo(segmentsOf([greetings[0] ?? ['sent', ''], ['received', hello(2) + changed + data(19)]]), failed));
  test('an encrypted alert after the keys have changed', () =>
    comesTo(
      segmentsOf([
        ['sent', hello(1)],
        ['received', hello(2) + record(22, '\x0e\0\0\0')],
        ['sent', record(22, '\x10\0\0\x01x') + changed + record(22, 'x'.repeat(40))],
        ['received', changed + record(21, 'x'.repeat(26))],
      ]),
      failed,
    ));
  test('data that the client sends before the server has answered are not its second flight', () =>
    comesTo(segmentsOf([['sent', hello(1) + changed + data(500)], greetings[1] ?? ['sent', ''], ['sent', data(36) + data(69)]]), ok));
  test('a resumed TLS 1.2 session ends with the client', () =>
    comesTo(
      segmentsOf([
        ['sent', hello(1)],
        ['received', hello(2) + changed + record(22, 'x'.repeat(40))],
        ['sent', changed + record(22, 'y'.repeat(40)) + data(99)],
      ]),
      ok,
    ));
  test('warnings are no failures', () => {
    comesTo(
      segmentsOf([
        ['sent', hello(1)],
        ['received', record(21, '\x01\x70') + hello(2) + changed + data(99)],
        ['sent', data(69)],
      ]),
      ok,
    );
  });
});

suite('a handshake that is given up', () => {
  test('waits: whoever sees the connection close counts it as unanswered', async () => {
    const [first] = await both('TLSv1.3');
    assert.ok(first);
    comesTo([first], undefined);
    comesTo(segmentsOf(greetings), undefined);
  });
});

test('the time is that of the whole handshake', async () => {
  for (const [version, segment] of [
    ['TLSv1.2', 4],
    ['TLSv1.3', 3],
  ] as const) {
    const segments = (await both(version)).map((each, index) => ({ ...each, ticks: 100 + index * 10 }));
    const { answers } = replayOne('tls', fromStart(segments));
    assert.deepEqual(answers, [{ method: 'HANDSHAKE', status: ok, ticks: (segment - 1) * 10 }], version);
  }
});

suite('a connection from before the agent', () => {
  const found = (...turns: Turn[]) => {
    const { protocol, verdicts, answers } = replayOne('tls', midway(segmentsOf(turns)));
    return [protocol, verdicts, answers];
  };
  test('is encrypted when its records are', () => {
    assert.deepEqual(found(['received', data(100)]), ['LEFT_ALONE', ['IS_ENCRYPTED'], []]);
    assert.deepEqual(found(['sent', data(5000)]), ['LEFT_ALONE', ['IS_ENCRYPTED'], []]);
  });
  test('is encrypted when it is seen in the middle of its handshake', () => {
    assert.deepEqual(found(['received', hello(2)], ['sent', record(22, '\x10\0\0\x01x') + changed]), ['LEFT_ALONE', ['IS_ENCRYPTED'], []]);
  });
  test('may turn to TLS', () => {
    assert.deepEqual(found(['sent', 'STARTTLS\r\n'], ['received', 'go ahead\r\n'], ...greetings, ['sent', data(69)])[2], [
      { method: 'HANDSHAKE', status: ok, ticks: 2 },
    ]);
  });
  test('is not taken for TLS by what only begins like it', () => {
    for (const text of [
      '\x17',
      '\x17\x03\x03',
      '\x17\x03\x03\0\x20abc',
      `\x17\x03\x05\0\x20${'x'.repeat(32)}`,
      '\x16\x03\x01\0\x50\x0b',
      '\x15\x03\x03\0\x02\x02\x28',
    ]) {
      assert.notEqual(found(['sent', text])[0], 'LEFT_ALONE', JSON.stringify(text));
    }
  });
});

const handshakes = { 'TLSv1.2': await both('TLSv1.2'), 'TLSv1.3': await both('TLSv1.3'), unfinished: segmentsOf(greetings) };

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  suite(`on the way, ${version}`, () =>
    onTheWay(handshakes[version], { sentAgain: (ways) => eachComesTo(ways, ok), outOfOrder: (ways) => eachComesTo(ways, ok) }));
}

survivesAnyBytes('tls', {
  opening: segmentsOf(greetings.slice(0, 1)),
  dialogue: fc.constantFrom<(keyof typeof handshakes)[]>('TLSv1.2', 'TLSv1.3', 'unfinished'),
  segments: (name) => handshakes[name],
});
