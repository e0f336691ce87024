import { test } from 'node:test';
import fc from 'fast-check';
import { readsWhateverIsTyped } from '#contract/find/fixtures/whatever.ts';
import { edgeFindable, mapFields, nodeFindable, valuesOn } from './map-fields.ts';
import { sampleEdge, sampleL7, sampleNode } from './sample-topology.ts';

const client = sampleNode('checkout', 0, 0, { namespace: 'shop', hosts: ['host-1', 'host-2'] });
const server = sampleNode('postgres', 300, 0, { kind: 'container', namespace: 'data', listening: [{ port: 5432, transport: 'tcp' }] });
const spoken = { protocol: 'postgresql' as const, asks: 'PostgreSQL queries', p50Seconds: 0.001 };
const rates = { requestsPerSecond: 12, errorsPerSecond: 0.4, clientErrorsPerSecond: 0, errorRatio: 0.034, p99Seconds: 1.92 };
const asked = sampleEdge(
  'checkout',
  'postgres',
  5432,
  { connectsPerSecond: 1, failureRatio: 0.1, rttP99Seconds: 0.002 },
  { health: { state: 'critical', reasons: [] }, l7: sampleL7({ seen: true, ...rates, protocols: [{ ...spoken, ...rates }] }) },
);
const unseen = sampleEdge('checkout', 'postgres', 53, {}, { transport: 'udp' });
const ends = [asked, unseen].map((edge) => ({ edge, client, server }));
const values = valuesOn([client, server], ends);

test('anything may be typed on the map: it is read, nodes and connections are found or not, and what is written again finds the same', () => {
  readsWhateverIsTyped(fc, {
    fields: mapFields,
    valuesOf: (field) => values.get(field) ?? [],
    times: Number(process.env.PROPERTY_RUNS ?? 10_000),
    things: [nodeFindable(client, []), nodeFindable(server, [asked, unseen]), ...ends.map(edgeFindable)],
  });
});
