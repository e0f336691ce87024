import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { flowKey } from '#contract/flows.ts';
import type { Metric } from '#contract/metric.ts';
import { l7Requests, type ObservedEnd, tcpConnectFailures, tcpConnects, tcpSentBytes, udpSentBytes } from '#contract/metrics.ts';
import type { EdgeHandle } from '../runtime/metrics/edge-handle.ts';
import { crowd, edgeOf, exposed, inFlows, inOther, minuteMs } from './fixtures/crowd.ts';

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
