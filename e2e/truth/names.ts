import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityId } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { Actor, type Resolving } from '../traffic/actor.ts';
import { atBothEnds } from '../traffic/dialogue.ts';
import { namespace, namespacePair } from '../traffic/namespaces.ts';
import { between, edgeText, processIdentity } from '../whole/counted.ts';
import { countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const port = 53;
/** As names.py answers. */
const addressElsewhere = '203.0.113.9';
const found = 150;
const missing = 40;
const silent = 10;

const times = (count: number, kind: string) => Array.from({ length: count }, (_, at) => `${kind}-${at}.shop.example`);
const names = [...times(found, 'found'), ...times(missing, 'missing'), ...times(silent, 'silent')];
const outcomes = { NOERROR: found, NXDOMAIN: missing, unanswered: silent };
const counted = (type: string, of: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(of).map(([status, count]) => [`dns ${type} ${status}`, count]));

const ways: readonly (readonly [what: string, host: string, how: Resolving])[] = [
  ['UDP, a socket each', '127.0.0.1', { transport: 'udp' }],
  ['UDP, all from one socket', '127.0.0.1', { transport: 'udp', type: 'TXT', oneSocket: true }],
  ['UDP over IPv6', '::1', { transport: 'udp', type: 'AAAA' }],
  ['TCP', '127.0.0.1', { transport: 'tcp', type: 'MX' }],
];

/** Questions to a name server are counted once each, by type and by the code of the answer. */
export function dns(sonde: () => Sonde): void {
  for (const [at, [what, host, how]] of ways.entries()) {
    test(`DNS over ${what}: ${found} that are known, ${missing} that are not, ${silent} without an answer`, async () => {
      await using place = await namespace(`dns-${at}`);
      await using server = new Actor(`dns-server-${at}.py`, place);
      await using client = new Actor(`dns-client-${at}.py`, place);
      await server.serveNames(host, port);
      assert.deepEqual(await client.resolve({ host, port }, names, how), outcomes);
      const counts = { [between(client.name, server.name, port, how.transport)]: atBothEnds(counted(how.type ?? 'A', outcomes)) };
      await countsExactly(sonde(), { of: [client.name, server.name], about: ['requests', 'unseen'], counts });
    });
  }

  overBoth(sonde);

  test('DNS: a question that is sent again is the same question', async () => {
    await using place = await namespace('dns-again');
    await using server = new Actor('dns-server-again.py', place);
    await using client = new Actor('dns-client-again.py', place);
    await server.serveNames('127.0.0.1', port);
    assert.deepEqual(await client.resolve({ host: '127.0.0.1', port }, times(20, 'slow'), { transport: 'udp', tries: 2 }), { NOERROR: 20 });
    const counts = { [between(client.name, server.name, port, 'udp')]: atBothEnds({ 'dns A NOERROR': 20 }) };
    await countsExactly(sonde(), { of: [client.name, server.name], about: ['requests', 'unseen'], counts });
  });

  test('DNS: questions and answers that are lost on the way', async () => {
    await using pair = await namespacePair('dns-lossy', 60);
    await using server = new Actor('dns-server-lossy.py', pair.far);
    await using client = new Actor('dns-client-lossy.py', pair.near);
    await server.serveNames(pair.farAddress, port);
    const everyTenth = (match: string) =>
      `add table inet test; add chain inet test in { type filter hook prerouting priority 0; }; add rule inet test in ${match} numgen inc mod 10 == 0 drop`;
    await pair.far.filter(everyTenth(`udp dport ${port}`));
    await pair.near.filter(everyTenth(`udp sport ${port}`));
    // 20 questions never arrive, and of the other 180 18 answers.
    assert.deepEqual(await client.resolve({ host: pair.farAddress, port }, times(200, 'found'), { transport: 'udp', patienceMs: 300 }), {
      NOERROR: 162,
      unanswered: 38,
    });
    const atEnds = { 'client requests dns A NOERROR': 162, 'client requests dns A unanswered': 38, 'server requests dns A NOERROR': 180 };
    const counts = { [between(client.name, server.name, port, 'udp')]: atEnds };
    await countsExactly(sonde(), { of: [client.name, server.name], about: ['requests', 'unseen'], counts });
  });

  test('an address of the internet is called what its clients asked for', async () => {
    await using place = await namespace('dns-learnt');
    await using server = new Actor('dns-server-learnt.py', place);
    await using client = new Actor('dns-client-learnt.py', place);
    await server.serveNames('127.0.0.1', port);
    await client.resolve({ host: '127.0.0.1', port }, ['elsewhere.cdn.learnt.co.uk'], { transport: 'udp' });
    await client.connect({ host: addressElsewhere, port: 443, times: 10 });
    const elsewhere = { kind: 'external', name: 'learnt.co.uk', namespace: '' } as const;
    const edge = edgeText({ client: processIdentity(client.name), server: elsewhere, port: 443, transport: 'tcp' });
    await countsExactly(sonde(), { of: [client.name], about: ['failures'], counts: { [edge]: { 'failures unreachable': 10 } } });
  });
}

/** The series of requests do not say their transport. */
function overBoth(sonde: () => Sonde): void {
  test('DNS over UDP and over TCP between the same two, at one port: all of it on the UDP edge, and the TCP edge says so', async () => {
    await using place = await namespace('dns-both');
    await using server = new Actor('dns-server-both.py', place);
    await using client = new Actor('dns-client-both.py', place);
    const where = { host: '127.0.0.1', port };
    await server.serveNames(where.host, port);
    const [overUdp, overTcp] = [
      { NOERROR: 60, NXDOMAIN: 20, unanswered: 2 },
      { NOERROR: 30, NXDOMAIN: 10 },
    ];
    const [few, fewer] = [
      [...times(60, 'found'), ...times(20, 'missing'), ...times(2, 'silent')],
      [...times(30, 'found'), ...times(10, 'missing')],
    ];
    assert.deepEqual(await client.resolve(where, few, { transport: 'udp' }), overUdp);
    assert.deepEqual(await client.resolve(where, fewer, { transport: 'tcp' }), overTcp);
    assert.deepEqual(await client.resolve(where, fewer, { transport: 'tcp', type: 'MX' }), overTcp);
    const together = { ...counted('A', { NOERROR: 90, NXDOMAIN: 30, unanswered: 2 }), ...counted('MX', overTcp) };
    const counts = { [between(client.name, server.name, port, 'udp')]: atBothEnds(together) };
    await countsExactly(sonde(), { of: [client.name, server.name], about: ['requests', 'unseen'], counts });
    const { edges } = await sonde().get(`/api/topology?from=${sonde().up.startedAt.toISOString()}`, routes['GET /api/topology'].reply);
    const ofClient = edges.filter((edge) => edge.client === identityId(processIdentity(client.name)));
    assert.deepEqual(ofClient.map(({ transport, l7: { seen, reason } }) => [transport, seen, reason]).sort(), [
      ['tcp', false, 'DNS queries over TCP are counted with those over UDP'],
      ['udp', true, ''],
    ]);
  });
}
