import { type Static, Type } from 'typebox';
import { connectFailureReasons } from './metrics.ts';
import { literals, nullable } from './schema.ts';

/** One point per step; null is a gap. */
export const Series = Type.Object({ name: Type.String(), unit: Type.String(), values: Type.Array(nullable(Type.Number())) });

const EndCounts = Type.Object({
  sentBytes: Type.Integer(),
  receivedBytes: Type.Integer(),
  sentSegments: Type.Integer(),
  receivedSegments: Type.Integer(),
  retransmittedSegments: Type.Integer(),
});

/** Exact counts in the window, from raw samples: the sum of the positive deltas of each series. */
export const EdgeCounts = Type.Object({
  connects: Type.Integer(),
  accepts: Type.Integer(),
  failures: Type.Record(literals(connectFailureReasons), Type.Integer()),
  openConnections: Type.Integer(),
  client: nullable(EndCounts),
  server: nullable(EndCounts),
  retransmittedSegments: Type.Integer({ description: 'both ends added' }),
  resets: Type.Array(
    Type.Object({
      observed: literals(['client', 'server'] as const),
      direction: literals(['sent', 'received'] as const),
      reason: Type.String(),
      count: Type.Integer(),
    }),
  ),
  drops: Type.Array(Type.Object({ observed: literals(['client', 'server'] as const), reason: Type.String(), count: Type.Integer() }), {
    description: 'packets that the kernel dropped, by its reason',
  }),
});
export type EdgeCounts = Static<typeof EdgeCounts>;
