import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropReasons, interfaceDroppedPackets, tcpListenDrops } from '#contract/drop-metrics.ts';
import type { Edge } from '#contract/identity.ts';
import { l7ServerNames } from '#contract/l7-metrics.ts';
import {
  invalidSamples,
  l7Requests,
  l7RequestTime,
  listeningSockets,
  type ObservedEnd,
  observedEnds,
  overflowed,
  tcpConnectFailures,
  tcpRtt,
} from '#contract/metrics.ts';
import { type HostScene, hostScene } from '../host/fixtures/host-scene.ts';
import { writeLargeHost } from '../host/fixtures/large-host.ts';
import { openHost } from '../host/open.ts';
import { collectors } from '../list.ts';
import { reservedSeries } from '../runtime/metrics/agent-series.ts';
import type { EdgeHandle } from '../runtime/metrics/edge-handle.ts';

const each = (count: number, fill: (n: number) => void) => {
  for (let n = 0; n < count; n++) fill(n);
};
const [edges, requestsPerEnd, listening, listenDrops, devices, badFields] = [450, 30, 500, 300, 31, 300];

const counted = [
  [l7Requests, edges * 2 * requestsPerEnd],
  [l7ServerNames, edges * 2],
  [tcpConnectFailures, edges * 3],
  [listeningSockets, listening],
  [tcpListenDrops, listenDrops],
  [interfaceDroppedPackets, devices * dropReasons.length],
  [invalidSamples, badFields],
] as const;

function fillEnd(handle: EdgeHandle, n: number, end: ObservedEnd): void {
  const own = end === 'client' ? ['refused', 'timeout', 'of tomorrow'] : [];
  for (const reason of own) handle.add(tcpConnectFailures, [reason], 1);
  handle.observe(tcpRtt, [], new Float64Array(tcpRtt.buckets.length + 1).fill(1), 1);
  handle.observe(l7RequestTime, ['http'], new Float64Array(l7RequestTime.buckets.length + 1).fill(1), 1);
  each(requestsPerEnd, (k) => handle.add(l7Requests, [['http', 'redis', 'of tomorrow'][k % 3] ?? '', `M${n} ${k}`, '200'], 1));
  handle.add(l7ServerNames, [`name-${n}.example`], 1);
}

function fillEdges({ series }: HostScene): void {
  const identity = (name: string) => ({ kind: 'process', name, namespace: '' }) as const;
  each(edges, (n) => {
    const edge: Edge = { client: identity(`client ${n}`), server: identity(`server ${n}`), port: n, transport: n % 3 === 0 ? 'udp' : 'tcp' };
    for (const end of observedEnds) fillEnd(series.edges.at(edge, end), n, end);
  });
}

function fillOwn({ series }: HostScene): void {
  const row = (n: number) => ['listener', 'process', '', String(n)];
  series.gauge(listeningSockets).replace(Array.from({ length: listening }, (_, n) => ({ values: [...row(n), n % 2 === 0 ? 'tcp' : 'udp'], value: 1 })));
  each(listenDrops, (n) => series.counter(tcpListenDrops).add(row(n), 1));
  each(devices * dropReasons.length, (n) =>
    series.counter(interfaceDroppedPackets).add([`dev${n % devices}`, 'host', dropReasons[n % dropReasons.length] ?? ''], 1),
  );
  each(badFields, (n) => series.counter(invalidSamples).add(['nowhere', `field ${n}`], 1));
}

async function fillHost(scene: HostScene): Promise<void> {
  writeLargeHost(scene, 1);
  const answer = { bsize: 4096, blocks: 1000, bfree: 400, bavail: 300, files: 64, ffree: 60 };
  const host = openHost({ series: scene.series, readKernelClock: () => 0 }, { ...scene.roots, ask: () => Promise.resolve(answer) });
  each(20, (n) =>
    scene.write({ [`sys/class/net/br${n}/operstate`]: 'up\n', [`sys/class/net/br${n}/speed`]: '100\n', [`sys/class/net/br${n}/carrier_changes`]: '1\n' }),
  );
  for (let sweep = 0; sweep < 9; sweep++) {
    if (sweep === 3) writeLargeHost(scene, 2);
    scene.clock.ms += 5000;
    host.sweep();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('whatever comes first, all series together stay within the budget, and nothing is lost', async (t) => {
  const fills = [fillEdges, fillOwn, fillHost];
  for (const order of [fills, fills.toReversed()]) {
    const scene = hostScene(
      t,
      collectors.flatMap(({ metrics }) => metrics),
    );
    for (const fill of order) await fill(scene);
    const lines = scene.metrics().split('\n');
    const { budget, exposed, edgesInOther, edgesNamed } = scene.series.report();
    const sum = (prefix: string) => lines.reduce((total, line) => total + (line.startsWith(prefix) ? Number(line.slice(line.lastIndexOf(' '))) : 0), 0);

    assert.equal(lines.filter((line) => line.startsWith('sonde_')).length, exposed);
    assert.ok(exposed <= budget && exposed > 0.9 * budget, `${exposed} series of ${budget}`);
    const besideEdges = lines.filter((line) => line.startsWith('sonde_') && !line.includes('client="client ')).length;
    assert.ok(besideEdges <= reservedSeries, `${besideEdges} series beside those of edges`);
    assert.ok(edgesNamed > 150 && edgesInOther > 150, `${edgesNamed} edges have a name, ${edgesInOther} have none`);
    for (const [metric, count] of counted) assert.equal(sum(`${metric.name}{`), count, metric.name);
    assert.ok(sum(`${overflowed.name}{collector="agent"}`) >= listening - 200);
    const ofHost = lines.filter((line) => line.startsWith('sonde_host_'));
    assert.ok(ofHost.length > 800, `the host has ${ofHost.length} series of its own`);
    assert.equal(sum('sonde_host_unnamed{subject="identity"}'), 268);
  }
});
