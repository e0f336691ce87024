import { tcpRetransmittedSegments, tcpSentSegments } from '#contract/metrics.ts';
import { edgeConnectFailures, edgeConnects, edgeRequestP99, edgeRequests, edgeResets, recordedEdgeLabels } from '#contract/recorded.ts';
import { type Alert, alert } from '../alert.ts';
import { fires, near, quiet, type Row, recordedRow, row } from '../cases.ts';
import { average, compared, counted, divided, either, median, plus, rate, recorded, scraped, sum, throughout, where } from '../promql.ts';
import { ending, gap, growing, inTurn, late, steady, steadyUnseen } from '../samples.ts';
import { scrapesFail } from '../trap-cases.ts';

const ends = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432' };
const toServer = { to: 'identity', kind: 'client_kind', namespace: 'client_namespace', name: 'client' } as const;
/** Below it a share says nothing. */
const enough = 10;
const every = '5s' as const;

const perEdge = recordedEdgeLabels;
const perRequest = [...recordedEdgeLabels, 'protocol'] as const;

const failures = sum(perEdge, counted(recorded(edgeConnectFailures), '2m'));
const attempts = either(plus(failures, counted(recorded(edgeConnects), '2m')), failures);
const connecting = (refused: string, connected: string): Row[] => [
  recordedRow(edgeConnectFailures, { ...ends, reason: 'refused' }, refused),
  recordedRow(edgeConnects, ends, connected),
];

const connectFailures = alert({
  name: 'EdgeConnectFailures',
  domain: 'network',
  severity: 'page',
  owner: 'applications',
  value: divided(failures, attempts),
  is: '>',
  threshold: 0.05,
  when: compared(attempts, '>', enough),
  unit: 'ratio',
  for: '1m',
  cause: { of: edgeConnectFailures, label: 'reason', window: '2m' },
  summary: (of, cause) => `${of('client')} cannot connect to ${of('server')}:${of('server_port')}: ${cause}`,
  description: (of, value) => `${value} of the connects of ${of('client')} to ${of('server')} on port ${of('server_port')} fail.`,
  link: toServer,
  cases: [
    fires('every connect is refused', {
      every,
      given: connecting(steady(0.2), steady(0)).slice(0, 1),
      at: '5m',
      value: 1,
      labels: ends,
      cause: 'refused',
    }),
    fires('one in ten is refused', { every, given: connecting(steady(0.2), steady(1.8)), at: '5m', value: 0.1, labels: ends, cause: 'refused' }),
    fires('and goes on while scrapes fail for a minute: had it begun anew, it would still wait', {
      every,
      given: connecting(steadyUnseen(0.2, 48, 12), steady(0)).slice(0, 1),
      at: '315s',
      value: 1,
      labels: ends,
      cause: 'refused',
    }),
    near('one in twenty-one', { every, given: connecting(steady(0.2), steady(4)), at: '10m' }),
    quiet('too little to tell', 'all fail, but these are few', { every, given: connecting(steady(0.04), steady(0)), at: '10m' }),
    quiet('soon over', 'a restart of the server that takes 20 seconds', {
      every,
      given: connecting(inTurn(steady(0, 30), steady(0.2, 3), steady(0)), inTurn(steady(2, 30), steady(0, 3), steady(2))),
      at: '4m',
    }),
    quiet('partly lost data', 'scrapes fail, so that little of it is seen', {
      every,
      given: connecting(inTurn(steady(0.2, 3), gap(40), steady(0.2, 3)), steady(0)),
      at: '5m',
    }),
    quiet('missing series', 'no connect has ever failed', { every, given: connecting('', steady(2)).slice(1), at: '5m' }),
  ],
});

const errors = sum(perRequest, counted(recorded(edgeRequests, { outcome: 'error' }), '5m'));
const requests = sum(perRequest, counted(recorded(edgeRequests), '5m'));
const asked = (protocol: string, outcomes: Readonly<Record<string, string>>): Row[] =>
  Object.entries(outcomes).map(([outcome, values]) => recordedRow(edgeRequests, { ...ends, protocol, outcome }, values));

/** For 3 minutes, and again after 8 of which nothing is known. */
const broken = (value: number) => steadyUnseen(value, 36, 96);

const requestErrors = alert({
  name: 'EdgeRequestErrors',
  domain: 'network',
  severity: 'page',
  owner: 'applications',
  value: divided(errors, requests),
  is: '>',
  threshold: 0.05,
  when: compared(requests, '>', enough),
  unit: 'ratio',
  for: '5m',
  summary: (of) => `${of('server')}:${of('server_port')} fails requests of ${of('client')}`,
  description: (of, value) => `${value} of the requests (${of('protocol')}) of ${of('client')} to ${of('server')} fail, or get no answer.`,
  link: toServer,
  cases: [
    fires('one in ten', {
      every,
      given: asked('http', { ok: steady(9), error: steady(1) }),
      at: '12m',
      value: 0.1,
      labels: { ...ends, protocol: 'http' },
    }),
    near('one in twenty is the threshold', { every, given: asked('http', { ok: steady(19), error: steady(1) }), at: '20m' }),
    quiet('something else', 'what the client itself does wrong', {
      every,
      given: asked('http', { ok: steady(1), client_error: steady(9), error: steady(0) }),
      at: '20m',
    }),
    quiet('too little to tell', 'half of them, but these are few', { every, given: asked('http', { ok: steady(0.015), error: steady(0.015) }), at: '20m' }),
    quiet('soon over', 'it was repaired in time', { every, given: asked('http', { ok: steady(9), error: inTurn(steady(1, 36), steady(0)) }), at: '10m' }),
    quiet('missing series', 'no request has ever failed', { every, given: asked('http', { ok: steady(9) }), at: '8m' }),
    quiet('partly lost data', 'scrapes fail before its time is over', { every, given: asked('http', { ok: broken(9), error: broken(1) }), at: '14m' }),
  ],
});

const recentP99 = average(recorded(edgeRequestP99), '5m');
const taking = (p99: string, asks = 10): Row[] => [recordedRow(edgeRequestP99, { ...ends, protocol: 'http' }, p99), ...asked('http', { ok: steady(asks) })];
/** A slower answer that is still as fast as a disk makes nobody wait. */
const noticedSeconds = 0.005;

const latency = alert({
  name: 'EdgeLatencyHigh',
  domain: 'network',
  severity: 'ticket',
  owner: 'applications',
  value: divided(recentP99, compared(median(recorded(edgeRequestP99), '1h', '10m'), '>', 0)),
  is: '>',
  threshold: 5,
  when: where(compared(recentP99, '>', noticedSeconds), compared(requests, '>', enough)),
  unit: 'times',
  for: '10m',
  summary: (of) => `${of('server')}:${of('server_port')} answers ${of('client')} much more slowly than an hour ago`,
  description: (of, value) => `The 99th percentile of the time to an answer (${of('protocol')}) is ${value} that of the hour before.`,
  link: toServer,
  cases: [
    fires('from 10 to 100 ms', {
      every: '15s',
      given: taking(inTurn(steady(0.01, 240), steady(0.1))),
      at: '76m',
      value: 10,
      labels: { ...ends, protocol: 'http' },
    }),
    near('from 10 to 40 ms', { every: '15s', given: taking(inTurn(steady(0.01, 240), steady(0.04))), at: '80m' }),
    quiet('something else', 'slow, but it has always been', { every: '15s', given: taking(steady(2)), at: '80m' }),
    quiet('too little to tell', 'from 0.1 to 2 ms', { every: '15s', given: taking(inTurn(steady(0.0001, 240), steady(0.002))), at: '80m' }),
    quiet('soon over', 'slow for 5 minutes', { every: '15s', given: taking(inTurn(steady(0.01, 240), steady(0.1, 20), steady(0.01))), at: '76m' }),
    quiet('too little to tell', 'a handful of requests', { every: '15s', given: taking(inTurn(steady(0.01, 240), steady(0.1)), 0.04), at: '80m' }),
    quiet('missing series', 'an edge of which there is no hour before', { every: '15s', given: taking(late(80, steady(2))), at: '40m' }),
    quiet('missing series', 'nobody asks any more', { every: '15s', given: taking(inTurn(steady(0.01, 240), steady(0.1))).slice(0, 1), at: '80m' }),
    quiet('impossible sample', 'an hour of answers in no time', { every: '15s', given: taking(inTurn(steady(0, 240), steady(0.1))), at: '76m' }),
    quiet('partly lost data', 'from 10 to 40 ms, with half of the hour before missing', {
      every: '15s',
      given: taking(inTurn(steady(0.01, 80), gap(120), steady(0.01, 40), steady(0.04))),
      at: '76m',
    }),
  ],
});

/** Every 5 s; both ends of a window are in it where samples and looks are of the same second. */
const samplesIn5m = 61;
const resetsBy = (reason: string, values: string): Row[] => [recordedRow(edgeResets, { ...ends, reason }, values)];

const resets = alert({
  name: 'TcpResetBurst',
  domain: 'network',
  severity: 'ticket',
  owner: 'applications',
  value: throughout(recorded(edgeResets), '5m'),
  is: '>',
  threshold: 10,
  unit: 'per_second',
  for: '5m',
  summary: (of) => `Connections between ${of('client')} and ${of('server')}:${of('server_port')} are reset: ${of('reason')}`,
  description: (_, value) => `${value} connections are broken off instead of closed.`,
  link: toServer,
  cases: [
    fires('twenty a second for one reason, a few for another', {
      every,
      given: [...resetsBy('tcp_abort_on_close', steady(20)), ...resetsBy('no_socket', steady(2))],
      at: '11m',
      value: (20 * samplesIn5m) / 60,
      labels: { ...ends, reason: 'tcp_abort_on_close' },
    }),
    near('nine a second', { every, given: resetsBy('while_established', steady(9)), at: '30m' }),
    quiet('soon over', 'a burst of a minute', { every, given: resetsBy('no_socket', inTurn(steady(0, 36), steady(40, 12), steady(0))), at: '8m' }),
    quiet('partly lost data', 'scrapes fail in the midst of it', {
      every,
      given: resetsBy('no_socket', inTurn(steady(20, 30), gap(90), steady(20, 30))),
      at: '12m',
    }),
    quiet('missing series', 'a reason that there was not before, and an agent that ends half a minute later', {
      every,
      given: resetsBy('no_socket', late(12, ending(40, 6))),
      at: '6m',
    }),
  ],
});

const perServer = ['cluster', 'server', 'server_kind', 'server_namespace', 'server_port'] as const;
const lookups = sum(perServer, counted(recorded(edgeRequests, { protocol: 'dns' }), '5m'));
const resolver = { server: 'db', server_kind: 'process', server_port: '5432' };

const dnsErrors = alert({
  name: 'DnsErrorRate',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: divided(sum(perServer, counted(recorded(edgeRequests, { protocol: 'dns', outcome: 'error' }), '5m')), lookups),
  is: '>',
  threshold: 0.02,
  when: compared(lookups, '>', enough),
  unit: 'ratio',
  for: '5m',
  needs: ['first_occurrence'],
  summary: (of) => `Names are not resolved by ${of('server')}`,
  description: (_, value) => `${value} of the queries fail (SERVFAIL and the like) or get no answer.`,
  link: { to: 'identity', kind: 'server_kind', namespace: 'server_namespace', name: 'server' },
  cases: [
    fires('one in twenty', { every, given: asked('dns', { ok: steady(19), error: steady(1) }), at: '12m', value: 0.05, labels: resolver }),
    near('one in fifty-four', { every, given: asked('dns', { ok: steady(53), error: steady(1) }), at: '20m' }),
    quiet('something else', 'names that do not exist', { every, given: asked('dns', { ok: steady(1), client_error: steady(9), error: steady(0) }), at: '20m' }),
    near('requests of another protocol fail', {
      every,
      given: [...asked('http', { ok: steady(1), error: steady(9) }), ...asked('dns', { ok: steady(53), error: steady(1) })],
      at: '20m',
    }),
    quiet('missing series', 'no query has ever failed', { every, given: asked('dns', { ok: steady(19) }), at: '8m' }),
    quiet('partly lost data', 'scrapes fail before its time is over', { every, given: asked('dns', { ok: broken(19), error: broken(1) }), at: '14m' }),
  ],
});

/** Each end counts what it sends: their sum has every segment once. */
const segments = sum(perEdge, rate(scraped(tcpSentSegments), '5m'));
const sending = (again: string, sent: string): Row[] => [
  row(tcpRetransmittedSegments, { ...ends, observed: 'client' }, again),
  row(tcpSentSegments, { ...ends, observed: 'client' }, sent),
  row(tcpSentSegments, { ...ends, observed: 'server', node: 'm' }, sent),
];

const retransmits = alert({
  name: 'TcpRetransHigh',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: divided(sum(perEdge, rate(scraped(tcpRetransmittedSegments), '5m')), segments),
  is: '>',
  threshold: 0.03,
  when: compared(segments, '>', 100),
  unit: 'ratio',
  for: '10m',
  summary: (of) => `Packets are lost between ${of('client')} and ${of('server')}:${of('server_port')}`,
  description: (_, value) => `${value} of the segments have to be sent again.`,
  link: toServer,
  cases: [
    fires('one in twenty, of both ends', { given: sending(growing(600), growing(6000)), at: '20m', value: 0.05, labels: ends }),
    near('one in forty', { given: sending(growing(300), growing(6000)), at: '40m' }),
    quiet('too little to tell', 'one in ten, of a connection that is all but idle', { given: sending(growing(60), growing(300)), at: '40m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', {
      given: sending(inTurn(growing(60, 30, 900_000), growing(60)), inTurn(growing(6000, 30, 5), growing(6000))),
      at: '28m',
    }),
    quiet('missing series', 'nobody says how many were sent', { given: sending(growing(600), '').slice(0, 1), at: '15m' }),
    scrapesFail('10m', (through) => sending(through.growing(600), through.growing(6000))),
  ],
});

export const edges: readonly Alert[] = [connectFailures, requestErrors, latency, resets, dnsErrors, retransmits];
