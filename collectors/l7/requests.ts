import { l7Requests, l7RequestTime } from '#contract/metrics.ts';
import { type L7Key, readL7Key, l7TotalsWords as words } from '../../bpf/gen/l7.ts';
import type { Edges, HeldSide, KernelMaps } from '../runtime/collector.ts';
import type { Row } from '../runtime/key-rows.ts';
import { nsPerTick } from '../sockets/ticks.ts';
import { namesOf } from './names.ts';

const secondsPerTick = nsPerTick / 1e9;
const buckets = l7RequestTime.buckets.length + 1;
const pairs = words.requests - words.names;

interface Subject extends HeldSide {
  readonly key: L7Key;
}

/** Follows the kernel's table of requests: each increment goes to the series of its edge. */
export function requests(keyRows: KernelMaps['keyRows'], edges: Edges): { sweep(): void; total(): number } {
  let total = 0;
  const rows = keyRows<Subject>(edges.map('l7_requests'), {
    subjectOf(view) {
      const key = readL7Key(view, 0);
      return { ...edges.sideOf(key.edge), key };
    },
    visit(row, changed) {
      if (changed) total += count(row);
    },
    forget: ({ subject }) => subject.release(),
    idleSweepsAllowed: ({ subject }) => edges.idleSweepsAllowed(subject.key.edge),
  });
  return { sweep: rows.sweep, total: () => total };
}

/** Answers how many there were. */
function count({ subject: { key, series }, words: totals, gained }: Row<Subject>): number {
  const names = namesOf(key.protocol);
  if (names === undefined) return 0;
  let sum = gained[words.others] ?? 0;
  for (let pair = 0; pair < pairs; pair++) {
    const name = totals[words.names + pair] ?? 0;
    const requests = gained[words.requests + pair] ?? 0;
    sum += requests;
    if (requests > 0) series.add(l7Requests, [names.protocol, names.method((name >>> 16) & 0xff), names.status(name & 0xffff)], requests);
  }
  series.add(l7Requests, [names.protocol, 'other', 'other'], gained[words.others] ?? 0);
  series.observe(l7RequestTime, [names.protocol], gained.subarray(words.buckets, words.buckets + buckets), (gained[words.ticks] ?? 0) * secondsPerTick);
  return sum;
}
