import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { trafficClasses } from '#contract/metrics.ts';
import { edgeDetailKeyBytes, edgeDetailKind, protocol, readEdgeDetailKey, stat } from '../../bpf/gen/sockets.ts';
import { listenerKeyBytes, listenerSocketsBytes, listenerSocketsWords, readListenerKey } from '../../bpf/gen/sweep.ts';
import { wordAt } from '../../bpf/words.ts';
import { addressIdentities } from '../identity/address-identity.ts';
import { atOnce } from '../runtime/fixtures/at-once.ts';
import { placePair } from '../runtime/fixtures/places.ts';
import { mapSweep } from '../runtime/map-sweep.ts';
import { ring } from '../runtime/ring.ts';
import { isOverflow } from './attribution.ts';
import { connectAndClose, dial, type EdgeRow, edgesOf, listen, type Server, statOf, substrate, sum } from './lab.ts';
import type { Substrate } from './substrate.ts';

const few = 24;
const many = 40;
/** A socket younger than 100 ms is left to the next sweep. */
const settleMs = 200;

const servers = () => Promise.all(Array.from({ length: many }, listen));
const closed = (all: readonly Server[]) => Promise.all(all.map(({ close }) => close()));

interface Established {
  readonly connects: number;
  readonly accepts: number;
}

function established(substrate: Substrate): Established {
  substrate.sweep();
  const rows = edgesOf(substrate);
  return { connects: sum(rows.map(({ connects }) => connects)), accepts: sum(rows.map(({ accepts }) => accepts)) };
}

test('a full edge table counts in its overflow entries what another has edges for: none is lost', async () => {
  const [roomy, full] = [substrate(), substrate({ edges: few })];
  const all = await servers();
  try {
    const both = () =>
      atOnce(
        () => established(roomy),
        () => established(full),
      );
    await delay(settleMs);
    const before = await both();
    for (const { port } of all) for (let i = 0; i < 5; i++) await connectAndClose(port);
    await delay(settleMs);
    const after = await both();
    const [there, here] = after.map(({ connects, accepts }, at) => [connects - (before[at]?.connects ?? 0), accepts - (before[at]?.accepts ?? 0)]);
    const own = edgesOf(roomy).filter(({ pid, port }) => pid === process.pid && all.some((one) => one.port === port));
    assert.deepEqual([sum(own.map(({ connects }) => connects)), sum(own.map(({ accepts }) => accepts))], [5 * many, 5 * many]);
    assert.deepEqual(here, there);
    assert.ok(
      edgesOf(full).some(({ port, connects }) => port === 0 && connects > 0),
      'the table was never full',
    );
  } finally {
    roomy.close();
    full.close();
    await closed(all);
  }
});

const kinds = addressIdentities({ node: 'here', local: { has: () => false }, names: { nameOf: () => undefined } });

/** Bytes that were sent in datagrams, by their traffic. */
function sentOverUdp(rows: readonly EdgeRow[]): number[] {
  const trafficOf = ({ key }: EdgeRow) => (key.peer === 0n ? kinds.classify(key.peerAddress).traffic : 'loopback');
  const datagrams = rows.filter(({ key }) => key.protocol === protocol.PROTOCOL_UDP);
  return trafficClasses.map((traffic) => sum(datagrams.filter((row) => trafficOf(row) === traffic).map(({ sentBytes }) => sentBytes)));
}

const hosts = {
  loopback: ['::ffff:127.0.0.1', '::1'],
  lan: ['::ffff:10.78.3.2', '::ffff:224.0.0.9', 'fd00:78::2'],
  internet: ['::ffff:198.51.100.7', '2001:db8::7'],
};
const bytes = 100;
const sprayed = `s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
for port in range(9000, 9000 + ${many}):
  for host in ${JSON.stringify(Object.values(hosts).flat())}:
    s.sendto(b'x' * ${bytes}, (host, port))
print()`;

test('what is counted in the overflow entries stays with the traffic that it is', async () => {
  await using stack = new AsyncDisposableStack();
  const { near, far } = placePair('overload', '10.78.3', stack);
  near.run(['ip', 'route', 'add', 'default', 'via', far.address]);
  near.run(['ip', '-6', 'route', 'add', 'default', 'dev', 'cable']);
  const [roomy, full] = [substrate(), substrate({ edges: few })];
  stack.defer(() => {
    roomy.close();
    full.close();
  });
  const both = () =>
    atOnce(
      () => sentOverUdp(edgesOf(roomy)),
      () => sentOverUdp(edgesOf(full)),
    );
  const before = await both();
  await near.start(sprayed);
  const after = await both();
  const [there = [], here] = after.map((sent, at) => sent.map((sum, traffic) => sum - (before[at]?.[traffic] ?? 0)));
  assert.deepEqual(here, there);
  for (const [at, traffic] of trafficClasses.entries()) assert.ok((there[at] ?? 0) >= many * hosts[traffic].length * bytes, `${traffic}: ${there[at]}`);
  const overflowed = sentOverUdp(edgesOf(full).filter(({ key }) => isOverflow(key)));
  assert.ok(
    overflowed.every((sent) => sent > 0),
    `the table was never full: ${overflowed}`,
  );
});

/** Of a kind, on the edges of all ports that are wanted. */
function details(substrate: Substrate, wanted: (port: number) => boolean): number {
  const counts: number[] = [];
  mapSweep(substrate.map('edge_details'))(({ keys, values, count }) => {
    for (let i = 0; i < count; i++) {
      const { edge, kind } = readEdgeDetailKey(keys, i * edgeDetailKeyBytes);
      if (kind === edgeDetailKind.DETAIL_CONNECT_FAILURE && wanted(edge.serverPort)) counts.push(wordAt(values, i * 8));
    }
  });
  return sum(counts);
}

test('a full table of details counts what it could not take: counted + lost = failed', async () => {
  const full = substrate({ edges: few });
  const all = await servers();
  await closed(all);
  try {
    for (const { port } of all) for (let i = 0; i < 5; i++) assert.equal(await dial(port), undefined);
    const lost = () => statOf(full, stat.STAT_DETAIL_MAP_FULL);
    const [failed, counted] = await atOnce(
      () => statOf(full, stat.STAT_FAILED_CONNECTS),
      () => details(full, () => true) + lost(),
    );
    assert.equal(counted, failed);
    assert.ok(failed >= 5 * many && lost() > 0, 'the table was never full');
  } finally {
    full.close();
  }
});

test('a full ring loses events and counts them: read + lost + left out by sampling = failed', async () => {
  const ringBytes = 4096;
  const full = substrate({ ringBytes }, 150);
  const server = await listen();
  await server.close();
  try {
    for (let i = 0; i < 500; i++) assert.equal(await dial(server.port), undefined);
    let read = 0;
    const events = ring(full.map('sockets_events'), ringBytes, () => {
      read++;
    });
    const lost = () => statOf(full, stat.STAT_RING_FULL);
    const [failed, told] = await atOnce(
      () => statOf(full, stat.STAT_FAILED_CONNECTS),
      () => {
        events.drain();
        return read + lost() + statOf(full, stat.STAT_UNSAMPLED);
      },
    );
    events.close();
    assert.equal(told, failed);
    assert.ok(read > 0 && lost() > 0, 'the ring was never full');
    const counted = details(full, (port) => port === server.port);
    assert.equal(counted, 500, 'the counts do not depend on the ring');
  } finally {
    full.close();
  }
});

interface Listening {
  /** `netns:port` of each socket of TCP. */
  readonly tcp: readonly string[];
  readonly sockets: number;
  readonly unlisted: number;
}

function listening(substrate: Substrate): Listening {
  const { session, unlisted } = substrate.sweep();
  const tcp: string[] = [];
  let all = 0;
  mapSweep(substrate.listeners)(({ keys, values, count }) => {
    for (let i = 0; i < count; i++) {
      const word = (place: number) => wordAt(values, i * listenerSocketsBytes + place * 8);
      if (word(listenerSocketsWords.session) !== session) continue;
      const key = readListenerKey(keys, i * listenerKeyBytes);
      const sockets = word(listenerSocketsWords.sockets);
      all += sockets;
      if (key.protocol === protocol.PROTOCOL_TCP) tcp.push(...Array.from({ length: sockets }, () => `${key.netns}:${key.port}`));
    }
  });
  return { tcp: tcp.sort(), sockets: all, unlisted };
}

test('a full table of listeners counts those that did not fit: listed + lost = listening', async () => {
  const [roomy, full] = [substrate(), substrate({ edges: few })];
  const all = await servers();
  try {
    // Twice the same of both: who listens for a moment would be seen by one of them alone.
    const [[known, kept]] = await atOnce(
      () => [listening(roomy), listening(full)] as const,
      () => undefined,
    );
    assert.equal(known.unlisted, 0);
    assert.ok(known.sockets >= many && kept.unlisted > 0, 'the table was never full');
    assert.equal(kept.sockets + kept.unlisted, known.sockets);
  } finally {
    roomy.close();
    full.close();
    await closed(all);
  }
});

test('listeners from before the start that find no room in the table of those are counted: kept + lost = listening', async () => {
  const all = await servers();
  const roomy = substrate();
  try {
    assert.equal(statOf(roomy, stat.STAT_LISTENER_MAP_FULL), 0);
    const lostAtStart = () => {
      const full = substrate({ edges: few });
      try {
        return statOf(full, stat.STAT_LISTENER_MAP_FULL);
      } finally {
        full.close();
      }
    };
    const [{ tcp }, lost] = await atOnce(() => listening(roomy), lostAtStart);
    // Sockets that share a port share the row of it.
    assert.ok(new Set(tcp).size - few <= lost && lost <= tcp.length - few, `${lost} lost of ${tcp.length} on ${new Set(tcp).size} ports`);
    assert.ok(tcp.length >= many);
  } finally {
    roomy.close();
    await closed(all);
  }
});
