import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { recordedSeries } from '#contract/recorded.ts';
import { promtool, recordedEdge, series, total } from './recorded-case.ts';
import { recordingRules } from './rules.ts';

const run = promisify(execFile);
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sonde-rules-'));
});
after(() => rm(folder, { recursive: true }));

const asked = (end: string, protocol: string, method: string, status: string) =>
  series('sonde_l7_requests_total', end, `,protocol="${protocol}",method="${method}",status="${status}"`);

test('promtool accepts the rules at the scrape intervals of a host and of a cluster', async () => {
  for (const interval of [5, 15]) {
    const file = join(folder, `check-${interval}.yml`);
    await writeFile(file, recordingRules(interval));
    const { stdout } = await run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', file]);
    assert.match(stdout, new RegExp(`${recordedSeries.length} rules found`));
  }
});

test('every recorded series is written by exactly one rule', () => {
  const names = [...recordingRules().matchAll(/record: (\S+)/g)].map(([, name]) => name);
  assert.deepEqual(names.sort(), recordedSeries.map(({ name }) => name).sort());
});

test('an edge seen from both ends is counted once, with the client’s number', () =>
  promtool({
    given: {
      [series('sonde_tcp_connects_total', 'client')]: '0 0 10 10 40 40 40 40 40 40 40 40 40',
      [series('sonde_tcp_accepts_total', 'server')]: '0 0 11 11 41 41 41 41 41 41 41 41 41',
      [series('sonde_tcp_sent_bytes_total', 'client', ',traffic="lan"')]: '0 0 1000+0x10',
      [series('sonde_tcp_received_bytes_total', 'server', ',traffic="lan"')]: '0 0 1000+0x10',
      [series('sonde_tcp_received_bytes_total', 'client', ',traffic="lan"')]: '0 0 70+0x10',
      [series('sonde_tcp_sent_bytes_total', 'server', ',traffic="lan"')]: '0 0 77+0x10',
    },
    expect: [
      [total('sonde:edge_tcp_connects:rate'), `{${recordedEdge}}`, 40],
      [total('sonde:edge_tcp_to_server_bytes:rate'), `{${recordedEdge},traffic="lan"}`, 1000],
      [total('sonde:edge_tcp_to_client_bytes:rate'), `{${recordedEdge},traffic="lan"}`, 70],
    ],
  }));

test('an edge whose client is not observed has the server’s numbers, turned round', () =>
  promtool({
    given: {
      [series('sonde_tcp_accepts_total', 'server')]: '0 0 8+0x10',
      [series('sonde_tcp_received_bytes_total', 'server', ',traffic="lan"')]: '0 0 1000+0x10',
      [series('sonde_tcp_sent_bytes_total', 'server', ',traffic="lan"')]: '0 0 77+0x10',
      [series('sonde_tcp_open_connections', 'server')]: '3+0x12',
    },
    expect: [
      [total('sonde:edge_tcp_connects:rate'), `{${recordedEdge}}`, 8],
      [total('sonde:edge_tcp_to_server_bytes:rate'), `{${recordedEdge},traffic="lan"}`, 1000],
      [total('sonde:edge_tcp_to_client_bytes:rate'), `{${recordedEdge},traffic="lan"}`, 77],
      ['sonde:edge_tcp_open_connections:sum', `{__name__="sonde:edge_tcp_open_connections:sum",${recordedEdge}}`, 3],
    ],
  }));

test('a counter that begins again at 0 adds what it counted before and after, and nothing else', () =>
  promtool({
    given: {
      [series('sonde_tcp_connects_total', 'client')]: '100 120 150 0 7 9+0x7',
      [series('sonde_tcp_connect_failures_total', 'client', ',reason="refused"')]: '50 50 60 0 0 4 4+0x6',
    },
    expect: [
      [total('sonde:edge_tcp_connects:rate'), `{${recordedEdge}}`, 59],
      [total('sonde:edge_tcp_connect_failures:rate'), `{${recordedEdge},reason="refused"}`, 14],
    ],
  }));

test('what was counted while scrapes failed is found again, once', () =>
  promtool({
    given: { [series('sonde_tcp_connects_total', 'client')]: '0 10 stale _ _ 60 60+0x6' },
    expect: [[total('sonde:edge_tcp_connects:rate'), `{${recordedEdge}}`, 60]],
  }));

test('what was counted while scrapes failed for longer stands not as a peak in the one after them', () =>
  promtool({
    given: { [series('sonde_tcp_connects_total', 'client')]: '0 10 stale _x5 60 63+0x3' },
    expect: [[total('sonde:edge_tcp_connects:rate'), `{${recordedEdge}}`, 13]],
  }));

test('what a node lost and took in is told after a long hole, too, whether its agent was restarted in it or not', () => {
  const of = (node: string) => `cluster="c",node="${node}",instance="x:1",collector="tcp"`;
  return promtool({
    given: {
      [`sonde_lost_total{${of('a')},reason="ring_full"}`]: '0 4 stale _x6 50 50+0x2',
      [`sonde_lost_total{${of('b')},reason="ring_full"}`]: '0 40 stale _x6 7 9 9',
      [`sonde_events_total{${of('a')}}`]: '0 100 stale _x6 950 950+0x2',
    },
    expect: [
      [total('sonde:node_lost:rate{node="a"}'), '{cluster="c",node="a",collector="tcp",reason="ring_full"}', 50],
      [total('sonde:node_lost:rate{node="b"}'), '{cluster="c",node="b",collector="tcp",reason="ring_full"}', 49],
      [total('sonde:node_events:rate'), '{cluster="c",node="a",collector="tcp"}', 950],
    ],
  });
});

test('a series that appears late counts from its first sample', () =>
  promtool({
    given: { [series('sonde_tcp_connects_total', 'client')]: '_ _ _ 0 0 6 6 6 6 6 6 6 6' },
    expect: [[total('sonde:edge_tcp_connects:rate'), `{${recordedEdge}}`, 6]],
  }));

test('what a node took in, lost and rejected stays apart by node and by what it was', () =>
  promtool({
    given: {
      'sonde_lost_total{cluster="c",node="a",instance="x:1",collector="tcp",reason="ring_full"}': '0 4 4+0x11',
      'sonde_lost_total{cluster="c",node="b",instance="y:1",collector="tcp",reason="ring_full"}': '0 0+0x12',
      'sonde_events_total{cluster="c",node="a",instance="x:1",collector="tcp"}': '0 996 996+0x11',
      'sonde_invalid_samples_total{cluster="c",node="a",instance="x:1",source="loadavg",field="load1"}': '_ 0 5 5+0x10',
    },
    expect: [
      [`${total('sonde:node_lost:rate')} > 0`, '{cluster="c",node="a",collector="tcp",reason="ring_full"}', 4],
      [total('sonde:node_events:rate'), '{cluster="c",node="a",collector="tcp"}', 996],
      [total('sonde:node_invalid_samples:rate'), '{cluster="c",node="a",source="loadavg",field="load1"}', 5],
    ],
  }));

test('the round-trip time is the client’s, and the server’s while the client has no samples', async () => {
  const bucket = (end: string, le: string) => series('sonde_tcp_rtt_seconds_bucket', end, `,le="${le}"`);
  const server = { [bucket('server', '0.05')]: '0 0 0 0 0 0+10x7', [bucket('server', '+Inf')]: '0 0 0 0 0 0+10x7' };
  const labels = `{__name__="sonde:edge_tcp_rtt_seconds:p50",${recordedEdge}}`;
  await promtool({
    given: { ...server, [bucket('client', '0.01')]: '0 0 0 0 0 0+10x7', [bucket('client', '+Inf')]: '0 0 0 0 0 0+10x7' },
    expect: [['sonde:edge_tcp_rtt_seconds:p50', labels, 0.005]],
  });
  await promtool({
    given: { ...server, [bucket('client', '0.01')]: '3+0x12', [bucket('client', '+Inf')]: '3+0x12' },
    expect: [['sonde:edge_tcp_rtt_seconds:p50', labels, 0.025]],
  });
});

test('requests are told apart by what they came to, as the contract says it', () =>
  promtool({
    given: {
      [asked('client', 'http', 'GET', '200')]: '0 0 60+0x10',
      [asked('client', 'http', 'POST', '204')]: '0 0 7+0x10',
      [asked('client', 'http', 'GET', '404')]: '0 0 5+0x10',
      [asked('client', 'http', 'GET', '503')]: '0 0 3+0x10',
      [asked('client', 'http', 'GET', 'unanswered')]: '0 0 1+0x10',
      [asked('client', 'dns', 'A', 'NXDOMAIN')]: '0 0 4+0x10',
      [asked('client', 'redis', 'GET', 'WRONGTYPE')]: '0 0 2+0x10',
      [asked('client', 'redis', 'GET', 'MOVED')]: '0 0 6+0x10',
      [asked('client', 'postgresql', 'SELECT', '42')]: '0 0 8+0x10',
    },
    expect: [
      ...(
        [
          ['http', 'ok', 67],
          ['http', 'client_error', 5],
          ['http', 'error', 4],
          ['dns', 'client_error', 4],
          ['redis', 'error', 2],
          ['redis', 'ok', 6],
          ['postgresql', 'error', 8],
        ] as const
      ).map(
        ([protocol, outcome, count]) =>
          [
            total(`sonde:edge_l7_requests:rate{protocol="${protocol}",outcome="${outcome}"}`),
            `{${recordedEdge},protocol="${protocol}",outcome="${outcome}"}`,
            count,
          ] as const,
      ),
    ],
  }));

test('all edges together: requests without handshakes, connects and their failures, of the same evaluation', () =>
  promtool({
    given: {
      [asked('client', 'http', 'GET', '200')]: '0 0 10+0x10',
      [asked('client', 'http', 'GET', '500')]: '0 0 3+0x10',
      [asked('client', 'tls', 'handshake', 'ok')]: '0 0 7+0x10',
      [series('sonde_tcp_connects_total', 'client')]: '0 0 12+0x10',
      [series('sonde_tcp_connect_failures_total', 'client', ',reason="refused"')]: '0 0 10+0x10',
      [series('sonde_tcp_connect_failures_total', 'client', ',reason="timeout"')]: '0 0 5+0x10',
    },
    expect: [
      [total('sonde:all_l7_requests:rate{outcome="ok"}'), '{cluster="c",outcome="ok"}', 10],
      [total('sonde:all_l7_requests:rate{outcome="error"}'), '{cluster="c",outcome="error"}', 3],
      [total('sonde:all_tcp_connects:rate'), '{cluster="c"}', 12],
      [total('sonde:all_tcp_connect_failures:rate'), '{cluster="c"}', 15],
    ],
  }));

test('where the client sees its requests, nothing that the server says of them is added', () =>
  promtool({
    given: {
      [asked('client', 'http', 'GET', 'unanswered')]: '0 0 10+0x10',
      [asked('server', 'http', 'GET', '200')]: '0 0 10+0x10',
      [asked('server', 'redis', 'GET', 'ok')]: '0 0 9+0x10',
    },
    expect: [
      [`sum(${total('sonde:edge_l7_requests:rate{protocol="http"}')})`, '{}', 10],
      [total('sonde:edge_l7_requests:rate{protocol="http"}'), `{${recordedEdge},protocol="http",outcome="error"}`, 10],
      [total('sonde:edge_l7_requests:rate{protocol="redis"}'), `{${recordedEdge},protocol="redis",outcome="ok"}`, 9],
    ],
  }));

test('connections whose requests are not seen are counted once, packets dropped at either end are added', () => {
  const unseen = (end: string, reason: string) => series('sonde_l7_unseen_connections_total', end, `,reason="${reason}"`);
  return promtool({
    given: {
      [unseen('client', 'encrypted')]: '0 0 12+0x10',
      [unseen('server', 'encrypted')]: '0 0 11+0x10',
      [unseen('server', 'unparsable')]: '0 0 1+0x10',
      [series('sonde_dropped_packets_total', 'client', ',reason="no_socket"')]: '0 0 3+0x10',
      [series('sonde_dropped_packets_total', 'server', ',reason="socket_rcvbuff"')]: '0 0 4+0x10',
    },
    expect: [
      [total('sonde:edge_l7_unseen_connections:rate'), `{${recordedEdge},reason="encrypted"}`, 12],
      [total('sonde:edge_dropped_packets:rate'), `{${recordedEdge}}`, 7],
    ],
  });
});

test('the time to an answer is told by protocol', () => {
  const bucket = (protocol: string, le: string) => series('sonde_l7_request_seconds_bucket', 'client', `,protocol="${protocol}",le="${le}"`);
  const labels = (protocol: string) => `{__name__="sonde:edge_l7_request_seconds:p50",${recordedEdge},protocol="${protocol}"}`;
  return promtool({
    given: {
      [bucket('http', '0.01')]: '0 0 0 0 0 0+10x7',
      [bucket('http', '+Inf')]: '0 0 0 0 0 0+10x7',
      [bucket('redis', '0.0001')]: '0 0 0 0 0 0+10x7',
      [bucket('redis', '+Inf')]: '0 0 0 0 0 0+10x7',
    },
    expect: [
      ['sonde:edge_l7_request_seconds:p50{protocol="http"}', labels('http'), 0.005],
      ['sonde:edge_l7_request_seconds:p50{protocol="redis"}', labels('redis'), 0.00005],
    ],
  });
});

test('who is connected over unix sockets is recorded', () =>
  promtool({
    given: { [series('sonde_unix_open_connections', 'client')]: '4+0x12' },
    expect: [['sonde:edge_unix_open_connections:sum', `{__name__="sonde:edge_unix_open_connections:sum",${recordedEdge}}`, 4]],
  }));

test('what a workload is asked is counted where it runs, and by its clients where that is not observed', () => {
  const seen = (end: string, client: string, server: string, part: string, more = '') =>
    `sonde_l7_request_seconds_${part}{cluster="c",node="${end}",client="${client}",client_kind="process",server="${server}",server_kind="process",server_port="1",observed="${end}",protocol="http"${more}}`;
  const buckets = (end: string, client: string, server: string, perScrape: number) => ({
    [seen(end, client, server, 'bucket', ',le="0.1"')]: '0+0x12',
    [seen(end, client, server, 'bucket', ',le="0.5"')]: `0+${perScrape}x12`,
    [seen(end, client, server, 'bucket', ',le="+Inf"')]: `0+${perScrape}x12`,
    [seen(end, client, server, 'sum')]: `0+${perScrape}x12`,
  });
  const of = (name: string, server: string) =>
    [`${name}{server="${server}"}`, `{__name__="${name}",cluster="c",server="${server}",server_kind="process"}`] as const;
  return promtool({
    given: {
      ...buckets('server', 'a', 'db', 2),
      ...buckets('client', 'a', 'db', 1),
      ...buckets('client', 'a', 'cache', 1),
      ...buckets('client', 'b', 'cache', 3),
    },
    expect: [
      [...of('sonde:workload_l7_requests_under_way:sum', 'db'), 0.4],
      [...of('sonde:workload_l7_requests_under_way:sum', 'cache'), 0.8],
      [...of('sonde:workload_l7_request_seconds:p99', 'db'), 0.496],
    ],
  });
});
