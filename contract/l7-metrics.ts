import { bothEnds, edgeLabels, metric } from './metric.ts';

/** Beside `sonde_l7_requests_total` and `sonde_l7_request_seconds`, which metrics.ts has: what of the requests is not seen. */

/** Why the requests of a connection are not counted. `from_before`: it was open before the agent and no message start was found. */
export const unseenReasons = ['encrypted', 'http2', 'unknown_protocol', 'from_before', 'unparsable', 'other'] as const;

export const l7UnseenConnections = metric(
  'counter',
  'sonde_l7_unseen_connections_total',
  `Connections whose requests cannot be seen, by why. ${bothEnds}`,
  [...edgeLabels, 'reason'],
  { values: { reason: unseenReasons } },
);
export const l7ServerNames = metric(
  'counter',
  'sonde_tls_server_names_total',
  `TLS handshakes that named this server (SNI, cut to the registrable domain), of at most 100 a second; what is beyond counts in sonde_tls_unnamed_handshakes_total. ${bothEnds}`,
  [...edgeLabels, 'server_name'],
);
export const l7UnnamedHandshakes = metric(
  'counter',
  'sonde_tls_unnamed_handshakes_total',
  'TLS handshakes that count in no server’s name, because there were too many in a second; as requests they count.',
  [],
);
export const l7UnlearntNames = metric(
  'counter',
  'sonde_dns_unlearnt_answers_total',
  'Answers of DNS from which no name was learnt for an address elsewhere, because there were too many different ones in a second; as requests they count.',
  [],
);
export const l7Repairs = metric(
  'gauge',
  'sonde_l7_repairs',
  '1 where requests that arrive out of order are counted when the application reads them; 0 where the kernel does not show that, so that counts are lower bounds.',
  [],
);
export const l7SamplingFactor = metric(
  'gauge',
  'sonde_l7_sampling_factor',
  'Of how many connections one is parsed; its requests count so many times. 1: all are, and the counts are exact.',
  [],
);
