import { l7Requests } from '#contract/metrics.ts';
import { l7Protocol, l7Status } from '../../bpf/gen/l7.ts';
import { dnsQueryPlaces, readDnsQuery } from '../../bpf/gen/packets.ts';
import { wordAt } from '../../bpf/words.ts';
import type { Edges, KernelMaps } from '../runtime/collector.ts';
import { dnsPatienceMs } from '../sockets/dns-patience.ts';
import { kernelNowNs } from '../sockets/kernel-time.ts';
import { namesOf } from './names.ts';

const patienceNs = dnsPatienceMs * 1e6;

/** Takes the queries out of the kernel that have waited too long, and counts them as unanswered; how many is the answer. */
export function unansweredQueries(takeFrom: KernelMaps['takeFrom'], edges: Edges): () => number {
  const take = takeFrom(edges.map('dns_queries'));
  const names = namesOf(l7Protocol.L7_DNS);
  if (names === undefined) throw new Error('DNS has no names');
  const status = names.status(l7Status.L7_UNANSWERED);
  return () => {
    const nowNs = kernelNowNs();
    let total = 0;
    take(
      (values, at) => nowNs - wordAt(values, at + dnsQueryPlaces.askedAt) > patienceNs,
      (value) => {
        const { edge, method } = readDnsQuery(value, 0);
        const side = edges.sideOf(edge);
        side.series.add(l7Requests, [names.protocol, names.method(method), status], 1);
        side.release();
        total++;
      },
    );
    return total;
  };
}
