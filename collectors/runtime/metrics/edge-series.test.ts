import assert from 'node:assert/strict';
import test from 'node:test';
import { dropReasons } from '#contract/drop-metrics.ts';
import type { Edge } from '#contract/identity.ts';
import {
  agentMetrics,
  droppedPackets,
  invalidSamples,
  l7Requests,
  tcpAccepts,
  tcpConnectFailures,
  tcpConnects,
  tcpOpenConnections,
  tcpRtt,
  tcpSentBytes,
} from '#contract/metrics.ts';
import { type AgentSeries, agentSeries, reservedSeries } from './agent-series.ts';
import { textOf } from './fixtures/metrics-text.ts';

const tcpOnly = { transports: ['tcp'] } as const;
const edgeMetrics = [
  { metric: tcpConnects, ...tcpOnly, ends: ['client'], atOnce: true },
  { metric: tcpAccepts, ...tcpOnly, ends: ['server'], atOnce: true },
  { metric: tcpOpenConnections, ...tcpOnly, ends: ['client', 'server'], atOnce: true },
] as const;
const minuteMs = 60_000;

class Host {
  nowMs = 0;
  readonly series: AgentSeries;
  constructor(ownSeries: number) {
    this.series = agentSeries({
      metrics: agentMetrics,
      edgeMetrics,
      seriesBudget: reservedSeries + ownSeries,
      scrapeIntervalSeconds: 5,
      nowMs: () => this.nowMs,
    });
  }
  /** Name and labels of each series, with its value. */
  scrape(): Map<string, number> {
    const samples = textOf(this.series.scrape())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(samples.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
  }
  sum(name: string, ...parts: string[]): number {
    const picked = [...this.scrape()].filter(([series]) => series.startsWith(name) && parts.every((part) => series.includes(part)));
    return picked.reduce((sum, [, value]) => sum + value, 0);
  }
  /** Passes the time with a scrape every five seconds. */
  scrapeFor(ms: number): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; this.nowMs += 5000) this.series.scrape().close();
  }
  /** Scrapes until new series show their values. */
  settle(): void {
    this.scrape();
    this.nowMs += 6000;
  }
}

function edge(client: string, port = 80): Edge {
  return { client: { kind: 'process', name: client, namespace: '' }, server: { kind: 'process', name: 'nginx', namespace: '' }, port, transport: 'tcp' };
}

test('a new series is 0 until 1.2 scrape intervals after the first scrape that contained it, for every scraper', () => {
  const host = new Host(100);
  host.scrape();
  host.nowMs = minuteMs;
  host.series.edges.at(edge('curl'), 'client').add(tcpConnects, [], 3);
  const seen = [100_000, 104_900, 105_000, 105_999, 106_000].map((nowMs) => {
    host.nowMs = nowMs;
    return host.sum('sonde_tcp_connects_total', 'client="curl"');
  });
  assert.deepEqual(seen, [0, 0, 0, 0, 3]);
});

test('the lines of a histogram leave 0 together, a gauge is true at once', () => {
  const host = new Host(100);
  const handle = host.series.edges.at(edge('curl'), 'client');
  handle.set(tcpOpenConnections, 4);
  handle.observe(tcpRtt, [], new Float64Array([1, 1, 0, 0, 0, 0, 0]), 0.0004);
  assert.equal(host.sum('sonde_tcp_open_connections', 'client="curl"'), 4);
  assert.equal(host.sum('sonde_tcp_rtt_seconds', 'client="curl"'), 0);
  host.nowMs += 6000;
  assert.equal(host.sum('sonde_tcp_rtt_seconds_count', 'client="curl"'), 2);
  assert.equal(host.sum('sonde_tcp_rtt_seconds_bucket', 'client="curl"'), 1 + 6 * 2);
});

test('the other edge has every closed value at 0 from the start, at the ends where it is counted', () => {
  const host = new Host(100);
  const other = [...host.scrape()].filter(([series]) => series.includes('client="other"'));
  assert.ok(other.every(([, value]) => value === 0));
  const count = (name: string, end: string) => other.filter(([series]) => series.startsWith(`${name}{`) && series.includes(`observed="${end}"`)).length;
  assert.deepEqual([count('sonde_tcp_connects_total', 'client'), count('sonde_tcp_connects_total', 'server')], [1, 0]);
  assert.deepEqual([count('sonde_tcp_connect_failures_total', 'client'), count('sonde_tcp_sent_bytes_total', 'server')], [6, 3]);
  assert.equal(count('sonde_tcp_resets_total', 'server'), 2 * 16);
  assert.ok(
    other.some(([series]) =>
      series.includes('client="other",client_kind="other",client_namespace="",server="other",server_kind="other",server_namespace="",server_port="0"'),
    ),
  );
});

test('an edge beyond the budget is counted in other, and gets its name once an idle one has given way', () => {
  const host = new Host(20);
  const [first, second] = [host.series.edges.at(edge('first'), 'client'), host.series.edges.at(edge('second'), 'client')];
  first.add(tcpConnects, [], 1);
  second.add(tcpConnects, [], 10);
  second.set(tcpOpenConnections, 2);
  host.settle();
  assert.deepEqual(host.series.report().edgesInOther, 1);
  assert.deepEqual([host.sum('sonde_tcp_connects_total', 'client="first"'), host.sum('sonde_tcp_connects_total', 'client="other"')], [1, 10]);
  assert.equal(host.sum('sonde_tcp_open_connections', 'client="other"'), 2);
  host.scrapeFor(4.8 * minuteMs);
  host.series.edges.endSweep();
  second.add(tcpConnects, [], 100);
  assert.deepEqual([host.sum('sonde_tcp_connects_total', 'client="other"'), host.series.report().edgesNamed], [110, 1]);
  host.scrapeFor(0.2 * minuteMs);
  host.series.edges.endSweep();
  second.add(tcpConnects, [], 1000);
  host.settle();
  assert.equal(host.sum('sonde_tcp_connects_total', 'client="first"'), 0);
  assert.deepEqual([host.sum('sonde_tcp_connects_total', 'client="second"'), host.sum('sonde_tcp_connects_total', 'client="other"')], [1000, 110]);
  assert.deepEqual([host.sum('sonde_tcp_open_connections', 'client="second"'), host.sum('sonde_tcp_open_connections', 'client="other"')], [2, 0]);
});

test('where there is no room for all, those of one sweep leave most of it to bigger ones that may come', () => {
  const host = new Host(640);
  const namedAfter = (ends: number, name: string) => {
    host.series.edges.beginSweep(ends);
    for (let n = 0; n < ends; n++) host.series.edges.at(edge(`${name} ${n}`), 'client').add(tcpConnects, [], 1);
    host.series.edges.endSweep();
    return host.series.report().edgesNamed;
  };
  assert.deepEqual(
    Array.from({ length: 16 }, (_, sweep) => namedAfter(100, `sweep ${sweep}`)),
    [15, 26, 35, 41, 46, 50, 53, 55, 56, 57, 58, 59, 60, 61, 62, 62],
  );
  host.settle();
  assert.equal(host.sum('sonde_tcp_connects_total'), 1600);
  const roomy = new Host(640);
  roomy.series.edges.beginSweep(60);
  for (let n = 0; n < 60; n++) roomy.series.edges.at(edge(`client ${n}`), 'client').add(tcpConnects, [], 1);
  assert.equal(roomy.series.report().edgesNamed, 60);
});

test('an edge whose last counts scrapers may not have seen keeps its name', () => {
  const host = new Host(20);
  const [first, second] = [host.series.edges.at(edge('first'), 'client'), host.series.edges.at(edge('second'), 'client')];
  const edgeOfSecond = () => {
    host.series.edges.endSweep();
    second.add(tcpConnects, [], 1);
    return host.sum('sonde_tcp_connects_total', 'client="second"') === 0 ? 'other' : 'second';
  };
  first.add(tcpConnects, [], 1);
  host.scrapeFor(minuteMs);
  first.add(tcpConnects, [], 1);
  host.nowMs += 10 * minuteMs;
  assert.equal(edgeOfSecond(), 'other', 'nobody scraped');
  host.scrapeFor(4.9 * minuteMs);
  assert.equal(edgeOfSecond(), 'other', 'not all scrapers may be back');
  host.scrapeFor(0.2 * minuteMs);
  host.series.edges.endSweep();
  second.add(tcpConnects, [], 1);
  host.settle();
  assert.equal(edgeOfSecond(), 'second');
});

test('both ends and both transports of an edge are one edge of the budget', () => {
  const host = new Host(100);
  const { edges } = host.series;
  const udp = { ...edge('curl'), transport: 'udp' } as const;
  edges.at(edge('curl'), 'client').add(tcpConnects, [], 1);
  edges.at(edge('curl'), 'server').add(tcpAccepts, [], 1);
  edges.at(udp, 'client').add(droppedPackets, ['no_socket'], 1);
  edges.at(edge('curl'), 'client').add(droppedPackets, ['no_socket'], 1);
  host.settle();
  assert.equal(host.series.report().edgesNamed, 1);
  assert.equal(host.sum('sonde_dropped_packets_total', 'client="curl"', 'reason="no_socket"'), 2);
});

test('gauges of handles with the same labels add up, and go with their handle', () => {
  const host = new Host(100);
  const [one, two] = [host.series.edges.at(edge('curl'), 'client'), host.series.edges.at(edge('curl'), 'client')];
  one.set(tcpOpenConnections, 3);
  two.set(tcpOpenConnections, 4);
  one.set(tcpOpenConnections, 1);
  assert.equal(host.sum('sonde_tcp_open_connections', 'client="curl"'), 5);
  two.release();
  assert.equal(host.sum('sonde_tcp_open_connections', 'client="curl"'), 1);
  assert.throws(() => two.set(tcpOpenConnections, 1), /after its release/);
});

test('a released edge vanishes once it is idle, and starts at 0 when it comes again', () => {
  const host = new Host(100);
  const handle = host.series.edges.at(edge('curl'), 'client');
  handle.add(tcpConnects, [], 5);
  handle.release();
  host.series.edges.endSweep();
  host.settle();
  assert.equal(host.sum('sonde_tcp_connects_total', 'client="curl"'), 5);
  host.scrapeFor(6 * minuteMs);
  host.series.edges.endSweep();
  assert.deepEqual(host.series.report().edgesNamed, 0);
  host.series.edges.at(edge('curl'), 'client').add(tcpConnects, [], 2);
  assert.equal(host.sum('sonde_tcp_connects_total', 'client="curl"'), 0);
  host.nowMs += 6000;
  assert.equal(host.sum('sonde_tcp_connects_total', 'client="curl"'), 2);
});

test('a value outside of a closed list is other; open labels keep sixteen combinations at an end', () => {
  const host = new Host(400);
  const handle = host.series.edges.at(edge('curl'), 'client');
  handle.add(tcpConnectFailures, ['eaten by a dog'], 2);
  for (let n = 0; n < 50; n++) handle.add(l7Requests, ['http', `M${n}`, '200'], 1);
  host.settle();
  assert.equal(host.sum('sonde_tcp_connect_failures_total', 'client="curl"', 'reason="other"'), 2);
  assert.equal(host.sum('sonde_l7_requests_total', 'client="curl"'), 50);
  assert.equal(host.sum('sonde_l7_requests_total', 'client="curl"', 'method="other",status="other"'), 34);
});

test('an impossible value is left out and counted', () => {
  const host = new Host(100);
  const handle = host.series.edges.at(edge('curl'), 'client');
  for (const delta of [-1, Number.NaN, Number.POSITIVE_INFINITY, 2]) handle.add(tcpConnects, [], delta);
  handle.observe(tcpRtt, [], new Float64Array([0, -1, 0, 0, 0, 0, 0]), 1);
  handle.set(tcpOpenConnections, Number.NaN);
  host.settle();
  assert.equal(host.sum('sonde_tcp_connects_total', 'client="curl"'), 2);
  assert.equal(host.sum(invalidSamples.name, `field="${tcpConnects.name}"`), 3);
  assert.equal(host.sum(invalidSamples.name), 5);
});

test('the worst that hosts do stays within the budget', () => {
  const host = new Host(500);
  for (let n = 0; n < 300; n++) {
    const handle = host.series.edges.at(edge(`client ${n}`), n % 2 === 0 ? 'client' : 'server');
    for (let status = 0; status < 20; status++) handle.add(l7Requests, [['http', 'redis'][status % 2] ?? '', `M${n}`, String(status)], 1);
    handle.add(tcpSentBytes, ['lan'], 1);
    for (const reason of dropReasons.slice(0, 30)) handle.add(droppedPackets, [reason], 1);
  }
  const { exposed, budget } = host.series.report();
  host.settle();
  assert.equal(host.scrape().size, exposed);
  assert.ok(exposed <= budget, `${exposed} series of ${budget}`);
  assert.equal(host.sum('sonde_l7_requests_total'), 300 * 20);
  assert.equal(host.sum('sonde_dropped_packets_total'), 300 * 30);
});
