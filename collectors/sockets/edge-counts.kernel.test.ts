import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Identity } from '#contract/identity.ts';
import { agentMetrics, udpSentDatagrams } from '#contract/metrics.ts';
import { edgeKeyBytes, edgeKeyPlaces, edgeTotalsBytes, edgeTotalsWords, protocol, socketRole } from '../../bpf/gen/sockets.ts';
import { type BpfMap, loadObject } from '../runtime/bpf-object.ts';
import type { Collector } from '../runtime/collector.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { mapSweep } from '../runtime/map-sweep.ts';
import { agentSeries, reservedSeries } from '../runtime/metrics/agent-series.ts';
import { edgeCounts } from './edge-counts.ts';

libbpf.silenceLibrary();

const limit = 64;
/** Of one end of a UDP edge. */
const seriesOfEdge = 8;
const someone: Identity = { kind: 'process', name: 'someone', namespace: '' };

const datagrams: Collector = {
  name: 'udp',
  help: '',
  metrics: [{ metric: udpSentDatagrams, transports: ['udp'], ends: ['client'], atOnce: false }],
  edges: {
    protocol: protocol.PROTOCOL_UDP,
    count: ({ series, gained }) => series.add(udpSentDatagrams, [], gained[edgeTotalsWords.sentPackets] ?? 0),
  },
};

/** The tables of the kernel, which no program fills, and what is made of them, with names for so many edges. */
class Tables implements Disposable {
  readonly #object = loadObject(new URL('../../.build/bpf/sockets.bpf.o', import.meta.url).pathname, { maxEntries: { edges: limit, edge_details: limit } });
  readonly #edges: BpfMap = this.#object.map('edges');
  #nowMs = 0;
  readonly #series;
  readonly #counts;

  constructor(names: number) {
    const seriesBudget = reservedSeries + Math.ceil((names * seriesOfEdge * 32) / 31);
    this.#series = agentSeries({ metrics: agentMetrics, edgeMetrics: datagrams.metrics, seriesBudget, scrapeIntervalSeconds: 5, nowMs: () => this.#nowMs });
    this.#counts = edgeCounts({
      edges: this.#edges,
      details: this.#object.map('edge_details'),
      limit,
      collectors: [datagrams],
      series: this.#series.edges,
      names: {
        host: someone,
        process: () => someone,
        address: (address) => ({ identity: { kind: 'private', name: `10.0.0.${address[15]}`, namespace: '' }, traffic: 'lan' }),
        listenerAt: () => undefined,
      },
      isAlive: () => true,
      onNamespace: () => {},
    });
  }

  /** As a program of the kernel would: false where the table is full. */
  sent(peer: number, datagrams: number): boolean {
    const key = new Uint8Array(edgeKeyBytes);
    key.set([1], edgeKeyPlaces.netns);
    key.set([1], edgeKeyPlaces.local);
    key.set([peer], edgeKeyPlaces.peerAddress + 15);
    key.set([1], edgeKeyPlaces.serverPort);
    key.set([socketRole.ROLE_CLIENT, protocol.PROTOCOL_UDP], edgeKeyPlaces.role);
    const totals = new BigUint64Array(edgeTotalsBytes / 8);
    const bytes = new Uint8Array(totals.buffer);
    if (!libbpf.lookup(this.#edges.fd, key, bytes) && this.held() === limit) return false;
    totals[edgeTotalsWords.sentPackets] = (totals[edgeTotalsWords.sentPackets] ?? 0n) + BigInt(datagrams);
    libbpf.update(this.#edges.fd, key, bytes);
    return true;
  }

  sweep(): void {
    this.#counts.read(1);
    this.#series.edges.endSweep();
  }

  held(): number {
    let held = 0;
    mapSweep(this.#edges)(({ count }) => {
      held += count;
    });
    return held;
  }

  /** Datagrams by who they were sent to; `other` for those without a name. */
  counted(): Map<string, number> {
    this.#scrape();
    this.#nowMs += 6000;
    const lines = this.#scrape().split('\n');
    const samples = lines.filter((line) => line.startsWith(`${udpSentDatagrams.name}{`) && !line.endsWith(' 0'));
    return new Map(samples.map((line) => [/,server="([^"]*)"/.exec(line)?.[1] ?? '', Number(line.slice(line.lastIndexOf(' ') + 1))]));
  }

  [Symbol.dispose](): void {
    this.#object.close();
  }

  #scrape(): string {
    const scrape = this.#series.scrape();
    const chunk = Buffer.alloc(1 << 20);
    const text = chunk.toString('utf8', 0, scrape.fill(chunk));
    scrape.close();
    return text;
  }
}

test('where not all edges can have names, the biggest have them', () => {
  using tables = new Tables(20);
  const sizes = Array.from({ length: 40 }, (_, n) => ((n * 7) % 40) + 1);
  for (const [peer, size] of sizes.entries()) tables.sent(peer + 1, size);
  tables.sweep();
  const counted = tables.counted();
  const named = [...counted].filter(([name]) => name !== 'other').map(([, count]) => count);
  assert.deepEqual(
    named.sort((a, b) => b - a),
    [40, 39, 38, 37, 36],
  );
  assert.equal(counted.get('other'), (35 * 36) / 2);
});

test('a table that is nearly full makes room for those to come, and what was counted stays', () => {
  using tables = new Tables(100);
  for (let peer = 1; peer <= limit; peer++) assert.ok(tables.sent(peer, 1));
  tables.sweep();
  assert.equal(tables.sent(100, 1), false, 'the table was never full');
  for (let peer = 1; peer <= 10; peer++) tables.sent(peer, 1);
  tables.sweep();
  assert.equal(tables.held(), 10);
  assert.ok(tables.sent(100, 5));
  assert.ok(tables.sent(60, 1), 'one that was let go comes again');
  tables.sweep();
  const counted = tables.counted();
  assert.deepEqual([counted.get('10.0.0.1'), counted.get('10.0.0.100'), counted.get('10.0.0.60')], [2, 5, 2]);
  assert.equal(
    [...counted.values()].reduce((sum, count) => sum + count, 0),
    limit + 10 + 5 + 1,
  );
});

test('a table with room keeps who is idle', () => {
  using tables = new Tables(100);
  for (let peer = 1; peer <= limit / 2; peer++) tables.sent(peer, 1);
  for (let sweep = 0; sweep < 5; sweep++) tables.sweep();
  assert.equal(tables.held(), limit / 2);
});
