import { test } from 'node:test';
import { promtool, recordedEdge, series, total } from './recorded-case.ts';

test('retransmitted segments of both ends are added; a reset seen from both ends is one reset', () =>
  promtool({
    given: {
      [series('sonde_tcp_retransmitted_segments_total', 'client')]: '0 0 5+0x10',
      [series('sonde_tcp_retransmitted_segments_total', 'server')]: '0 0 7+0x10',
      [series('sonde_tcp_resets_total', 'client', ',direction="received",reason="while_established"')]: '0 0 2+0x10',
      [series('sonde_tcp_resets_total', 'client', ',direction="sent",reason="tcp_state"')]: '0 0 1+0x10',
      [series('sonde_tcp_resets_total', 'server', ',direction="sent",reason="tcp_abort_on_close"')]: '0 0 2+0x10',
      [series('sonde_tcp_resets_total', 'server', ',direction="received",reason="while_established"')]: '0 0 1+0x10',
    },
    expect: [
      [total('sonde:edge_tcp_retransmitted_segments:rate'), `{${recordedEdge}}`, 12],
      [`sum(${total('sonde:edge_tcp_resets:rate')})`, '{}', 3],
      [total('sonde:edge_tcp_resets:rate{reason="while_established"}'), `{${recordedEdge},reason="while_established"}`, 2],
      [total('sonde:edge_tcp_resets:rate{reason="tcp_state"}'), `{${recordedEdge},reason="tcp_state"}`, 1],
    ],
  }));

test('resets of one reason are one, sent and received, and are the server’s where no client is observed', () =>
  promtool({
    given: {
      [series('sonde_tcp_resets_total', 'server', ',direction="sent",reason="no_socket"')]: '0 0 4+0x10',
      [series('sonde_tcp_resets_total', 'server', ',direction="sent",reason="other"')]: '0 0 1+0x10',
      [series('sonde_tcp_resets_total', 'server', ',direction="received",reason="other"')]: '0 0 2+0x10',
    },
    expect: [
      [total('sonde:edge_tcp_resets:rate{reason="no_socket"}'), `{${recordedEdge},reason="no_socket"}`, 4],
      [total('sonde:edge_tcp_resets:rate{reason="other"}'), `{${recordedEdge},reason="other"}`, 3],
    ],
  }));
