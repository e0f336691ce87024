import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Flow, flowKey, mostFlowKeys, mostFlows, readFlowKey } from '#contract/flows.ts';
import { type Edge, type Identity, otherIdentity } from '#contract/identity.ts';
import type { Metric } from '#contract/metric.ts';
import { l7Requests, type ObservedEnd, tcpConnectFailures, tcpConnects, tcpOpenConnections, tcpSentBytes, udpSentBytes } from '#contract/metrics.ts';
import { agentSeries, reservedSeries } from '../runtime/metrics/agent-series.ts';
import type { EdgeHandle } from '../runtime/metrics/edge-handle.ts';
import { FlowRecords } from './flow-records.ts';

const metrics = [tcpConnects, tcpConnectFailures, tcpOpenConnections, tcpSentBytes, udpSentBytes, l7Requests];
const edgeMetrics = [tcpConnects, tcpOpenConnections].map((metric) => ({ metric, transports: ['tcp'], ends: ['client', 'server'], atOnce: true }) as const);
const minuteMs = 60_000;
const process = (name: string): Identity => ({ kind: 'process', name, namespace: '' });
const edgeOf = (n: number): Edge => ({ client: process(`client ${n}`), server: process('server'), port: 80, transport: 'tcp' });

/** An agent whose budget has room for few edges, and the flows of those that have none. */
function crowd(limit: number) {
  const clock = { ms: 0 };
  const records = new FlowRecords(clock.ms);
  const series = agentSeries({
    metrics,
    edgeMetrics,
    seriesBudget: reservedSeries + limit,
    scrapeIntervalSeconds: 5,
    nowMs: () => clock.ms,
    onUnnamed: (unnamed) => records.count(unnamed),
  });
  const flows: Flow[] = [];
  const sweep = (afterMs: number) => {
    clock.ms += afterMs;
    series.edges.endSweep();
    flows.push(...records.ended(clock.ms, () => series.edges.unnamedGauges()));
  };
  return { clock, series, flows, sweep };
}

function inFlows(flows: readonly Flow[], key: string): number {
  const counts = flows.flatMap(({ seen }) => [seen.client?.[key] ?? 0, seen.server?.[key] ?? 0]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What the edge `other` has of a metric, by the key that flows have for it. */
function inOther(text: string, metric: Metric, key: string): number {
  const { labels } = readFlowKey(key) ?? assert.fail();
  const told = Object.entries(labels).map(([label, value]) => `,${label}="${value}"`);
  const lines = text.split('\n').filter((line) => line.startsWith(`${metric.name}{client="other"`) && told.every((one) => line.includes(one)));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

function exposed({ clock, series }: ReturnType<typeof crowd>): string {
  series.scrape().close();
  clock.ms += 10_000;
  const scrape = series.scrape();
  const chunk = Buffer.alloc(1 << 20);
  let text = '';
  for (let length = scrape.fill(chunk); length > 0; length = scrape.fill(chunk)) text += chunk.toString('latin1', 0, length);
  scrape.close();
  return text;
}

test('what edges without room did in a minute is told of each, under its own name', () => {
  const scene = crowd(30);
  const handles = Array.from({ length: 12 }, (_, n) => scene.series.edges.at(edgeOf(n), 'client'));
  for (const [n, handle] of handles.entries()) {
    handle.add(tcpConnects, [], n + 1);
    handle.add(tcpSentBytes, ['lan'], 100 * (n + 1));
    handle.set(tcpOpenConnections, 2);
  }
  scene.sweep(30_000);
  assert.equal(scene.flows.length, 0, 'the minute has not ended');
  scene.sweep(30_000);
  const { edgesInOther } = scene.series.report();
  assert.ok(edgesInOther > 3 && scene.flows.length === edgesInOther);
  const of = scene.flows.find(({ client }) => client.name === 'client 11');
  assert.deepEqual(of, {
    time: '1970-01-01T00:00:00.000Z',
    client: process('client 11'),
    server: process('server'),
    port: 80,
    transport: 'tcp',
    seen: { client: { sonde_tcp_connects_total: 12, 'sonde_tcp_sent_bytes_total/lan': 1200, sonde_tcp_open_connections: 2 } },
  });
  scene.flows.length = 0;
  scene.sweep(minuteMs);
  assert.deepEqual(of && scene.flows.find(({ client }) => client.name === 'client 11')?.seen, { client: { sonde_tcp_open_connections: 2 } });
});

test('beyond the most of a minute, one flow of `other` has the rest', () => {
  const scene = crowd(0);
  for (let n = 0; n < mostFlows + 500; n++) scene.series.edges.at(edgeOf(n), 'client').add(tcpConnects, [], 1);
  scene.sweep(minuteMs);
  const rest = scene.flows.filter(({ client, server }) => client.kind === otherIdentity.kind && server.kind === otherIdentity.kind);
  assert.equal(scene.flows.length, mostFlows + 1);
  assert.deepEqual(rest[0]?.seen, { client: { sonde_tcp_connects_total: 500 } });
});

test('beyond the most of one end, statuses are one', () => {
  const scene = crowd(0);
  const handle = scene.series.edges.at(edgeOf(1), 'client');
  for (let n = 0; n < 2 * mostFlowKeys; n++) handle.add(l7Requests, ['mysql', 'SELECT', `${1000 + n}`], 1);
  scene.sweep(minuteMs);
  const counts = scene.flows[0]?.seen.client ?? {};
  assert.equal(Object.keys(counts).length, mostFlowKeys + 1);
  assert.equal(counts[`${l7Requests.name}/mysql/other`], mostFlowKeys);
});

const kinds: readonly (readonly [Metric, readonly string[]])[] = [
  [tcpConnects, []],
  [tcpConnectFailures, ['refused']],
  [tcpSentBytes, ['lan']],
  [tcpSentBytes, ['internet']],
  [udpSentBytes, ['lan']],
  [l7Requests, ['http', 'GET', '200']],
];
const step = fc.record({
  edge: fc.nat(40),
  end: fc.constantFrom<ObservedEnd>('client', 'server'),
  kind: fc.nat(kinds.length - 1),
  delta: fc.integer({ min: 1, max: 1e6 }),
});

test('whatever is counted, the flows add up to what `other` gained', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: step }, fc.constant('sweep' as const)), { maxLength: 300 }),
      fc.integer({ min: 0, max: 400 }),
      (steps, limit) => {
        const scene = crowd(limit);
        const handles = new Map<string, EdgeHandle>();
        for (const one of steps) {
          if (one === 'sweep') {
            scene.sweep(25_000);
            continue;
          }
          const key = `${one.edge} ${one.end}`;
          const handle = handles.get(key) ?? scene.series.edges.at(edgeOf(one.edge), one.end);
          handles.set(key, handle);
          const [metric, values] = kinds[one.kind] ?? assert.fail();
          handle.add(metric, values, one.delta);
        }
        scene.sweep(minuteMs);
        const text = exposed(scene);
        for (const [metric, values] of kinds) {
          const key = flowKey(metric, values) ?? assert.fail();
          assert.equal(inFlows(scene.flows, key), inOther(text, metric, key), key);
        }
      },
    ),
    { numRuns: 200 },
  );
});
