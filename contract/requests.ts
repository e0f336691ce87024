import { type Static, Type } from 'typebox';
import { outcomes } from './l7.ts';
import { unseenReasons } from './l7-metrics.ts';
import { l7Protocols } from './metrics.ts';
import { literals, nullable } from './schema.ts';

/** `partial`: events were lost or there was a gap in the window, so that counts are lower bounds. `estimated`: some connections stand for others. */
export const Confidence = Type.Object({
  state: literals(['full', 'partial', 'estimated'] as const),
  lostRatio: Type.Number({ description: '0 to 1: lost / (counted + lost), in the window, on the nodes that observed it' }),
  reasons: Type.Array(Type.String()),
});
export type Confidence = Static<typeof Confidence>;

const rates = {
  requestsPerSecond: Type.Number(),
  errorsPerSecond: Type.Number({ description: 'HTTP 5xx, refusals of a database, answers that never came; not what the client itself did wrong' }),
  clientErrorsPerSecond: Type.Number({ description: 'HTTP 4xx, NXDOMAIN' }),
  errorRatio: nullable(Type.Number({ description: 'errors / requests; null without requests' })),
};
const p99Says =
  'of the details of one edge, and by protocol of those of one workload, from all requests; else that of the worst minute, of several edges that of the slowest';
const p99 = { p99Seconds: nullable(Type.Number({ description: p99Says })) };

/** Requests a second, errors and latency; of TLS the handshakes. */
export const ProtocolRequests = Type.Object({
  protocol: literals(l7Protocols),
  asks: Type.String({ description: 'what is asked over it, in words, like HTTP requests' }),
  ...rates,
  p50Seconds: nullable(
    Type.Number({ description: 'on the map the median of the medians of each minute; of the details of one edge or workload from all requests' }),
  ),
  ...p99,
});
export type ProtocolRequests = Static<typeof ProtocolRequests>;

/** All protocols together; TLS handshakes are no requests, and the latency is that of the slowest. */
export const RequestTotals = Type.Object({ ...rates, ...p99 });
export type RequestTotals = Static<typeof RequestTotals>;

/** Beside what is counted by reason: nothing of what passes a unix socket is seen. */
const unseen = [...unseenReasons, 'unix_socket'] as const;

const Unseen = Type.Object({
  reason: literals(unseen),
  says: Type.String({ description: 'the reason in words' }),
  connections: Type.Number({ description: 'in the window; 0 where they were opened before it, and of unix sockets' }),
});
export type Unseen = Static<typeof Unseen>;

/** Requests on the edge; `seen` is false, with a reason, where they cannot be seen. */
export const EdgeL7 = Type.Object({
  seen: Type.Boolean(),
  reason: Type.String({ description: 'why requests are not seen; empty where they are' }),
  ...RequestTotals.properties,
  protocols: Type.Array(ProtocolRequests, { description: 'those with the most requests first' }),
  unseen: Type.Array(Unseen, { description: 'connections whose requests are not seen, most frequent first, also where others’ are' }),
  serverNames: Type.Array(Type.String(), { description: 'what TLS clients asked for, at most 5' }),
  confidence: Confidence,
});
export type EdgeL7 = Static<typeof EdgeL7>;

const RequestCount = Type.Object({
  protocol: literals(l7Protocols),
  method: Type.String(),
  status: Type.String(),
  outcome: literals(outcomes),
  count: Type.Integer(),
});
export type RequestCount = Static<typeof RequestCount>;

/** How long the requests of a protocol took. `columns` are the steps of the history, a gap where nothing was read; each has one more bucket than there are bounds. */
export const RequestLatency = Type.Object({
  protocol: literals(l7Protocols),
  samples: Type.Integer(),
  p50Seconds: nullable(Type.Number()),
  p99Seconds: nullable(Type.Number()),
  boundsSeconds: Type.Array(Type.Number(), { maxItems: 16 }),
  columns: Type.Array(nullable(Type.Array(Type.Integer(), { maxItems: 17 })), { maxItems: 120 }),
});
export type RequestLatency = Static<typeof RequestLatency>;

/** Exact counts in the window, from raw samples, the most frequent first; an end is null where it counts no requests. */
export const EdgeRequests = Type.Object({
  counts: Type.Array(RequestCount, { description: 'of each protocol the client’s, and the server’s where the client counts none' }),
  client: nullable(Type.Array(RequestCount)),
  server: nullable(Type.Array(RequestCount)),
  latency: Type.Array(RequestLatency),
  serverNames: Type.Array(Type.Object({ name: Type.String(), handshakes: Type.Integer() })),
});
export type EdgeRequests = Static<typeof EdgeRequests>;
