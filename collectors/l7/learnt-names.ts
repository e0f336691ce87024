import { l7ServerNames } from '#contract/l7-metrics.ts';
import { l7EventKind, readL7DnsEvent, readL7HelloEvent } from '../../bpf/gen/l7.ts';
import { socketRole } from '../../bpf/gen/sockets.ts';
import { registrableDomain } from '../identity/registrable-domain.ts';
import type { Edges } from '../runtime/collector.ts';
import type { EdgeMetric } from '../runtime/metrics/edge-family.ts';
import { addressesIn } from './dns.ts';
import { clientHelloOf } from './tls-hello.ts';

const leastValidMs = 3_600_000;

/** Most clients ask one server of an edge for a few names, a crawler asks it for thousands. */
export const serverNames: EdgeMetric = { metric: l7ServerNames, transports: ['tcp'], ends: ['client', 'server'], atOnce: false, mostCombinations: 8 };

/** Visits the events of the ring: what addresses are called is learnt from DNS answers, and from the servers that TLS clients ask for. */
export function learntNames({ sideOf, names }: Pick<Edges, 'sideOf' | 'names'>): (view: DataView, at: number) => void {
  const visitors = new Map([
    [l7EventKind.L7_EVENT_DNS as number, fromAnswer],
    [l7EventKind.L7_EVENT_HELLO as number, fromHello],
  ]);

  function fromAnswer(view: DataView, at: number): void {
    const { bytes, length } = readL7DnsEvent(view, at);
    const { name, addresses = [] } = addressesIn(bytes.subarray(0, length)) ?? {};
    const domain = registrableDomain(name ?? '');
    if (domain === undefined) return;
    for (const { address, ttlSeconds } of addresses) names.learn(address, domain, Math.max(ttlSeconds * 1000, leastValidMs));
  }

  function fromHello(view: DataView, at: number): void {
    const { edge, bytes, length } = readL7HelloEvent(view, at);
    const domain = registrableDomain(clientHelloOf(bytes.subarray(0, length))?.serverName ?? '');
    if (domain === undefined) return;
    const isElsewhere = edge.role === socketRole.ROLE_CLIENT && edge.peer === 0n;
    if (isElsewhere && names.nameOf(edge.peerAddress) === undefined) names.learn(edge.peerAddress, domain, leastValidMs);
    const side = sideOf(edge);
    side.series.add(l7ServerNames, [domain], 1);
    side.release();
  }

  return (view, at) => visitors.get(view.getUint32(at, true))?.(view, at);
}
