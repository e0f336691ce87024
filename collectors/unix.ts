import { unixOpenConnections } from '#contract/metrics.ts';
import { readUnixEnd, unixEndBytes } from '../bpf/gen/unix.ts';
import type { Collector, CollectorContext, OpenCollector } from './runtime/collector.ts';
import { livingHolders } from './unix/holders.ts';
import { openConnections } from './unix/open-connections.ts';
import { unixEdges } from './unix/pairs.ts';

export const unix: Collector = {
  name: 'unix',
  help: 'Unix sockets: who is connected to whom, where only the server’s end has a name; what is asked there is not seen.',
  object: 'unix',
  metrics: [{ metric: unixOpenConnections, transports: ['unix'], ends: ['client'], atOnce: false }],
  open,
};

const everyMs = 10_000;
/** A pass over all open files waits so many times as long as the one before took: it costs 0.2 % of a core at most. */
const pause = 500;

function open({ maps: { readIterator }, object, edges, series }: CollectorContext): OpenCollector {
  if (object === undefined || edges === undefined) throw new Error('the socket tables are not there');
  const read = readIterator(object, 'read_unix_ends');
  const identityOf = livingHolders(edges.identityOf);
  const count = openConnections(series.edges);
  let nextMs = 0;
  let seen = 0;
  let overflowed = 0;
  return {
    sweep() {
      const startMs = performance.now();
      if (startMs < nextMs) return;
      const rows = read();
      const ends = Array.from({ length: Math.floor(rows.byteLength / unixEndBytes) }, (_, row) => readUnixEnd(rows, row * unixEndBytes));
      const found = unixEdges(ends, identityOf.of);
      identityOf.forget();
      overflowed += count(found);
      for (const { connections } of found.values()) seen += connections;
      const endMs = performance.now();
      nextMs = startMs + Math.max(everyMs, (endMs - startMs) * pause);
    },
    tally: () => ({ events: seen, overflowed, lost: [] }),
  };
}
