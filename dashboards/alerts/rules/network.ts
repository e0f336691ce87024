import { interfaceDroppedPackets, tcpListenDrops } from '#contract/drop-metrics.ts';
import { hostConntrack, hostNetwork } from '#contract/host-metrics.ts';
import { droppedPackets } from '#contract/metrics.ts';
import { unlike } from '../../promql/promql.ts';
import { type Alert, alert, worse } from '../alert.ts';
import { fires, near, quiet, type Row, row } from '../cases.ts';
import { compared, divided, either, increase, now, plus, rate, scraped, sum } from '../promql.ts';
import { gap, growing, inTurn, jumping, steady } from '../samples.ts';
import { appears, longAgo, onceImpossible, scrapesFail } from '../trap-cases.ts';

const edge = { client: 'shop', client_kind: 'process', server: 'db', server_kind: 'process', server_port: '5432', observed: 'server' };
const listener = { server: 'api.service', server_kind: 'systemd', server_port: '8080' };
const both = ['ticket', 'page'] as const;

/** `not_specified` is what the kernel has no word for, `no_socket` what comes to a port where nobody listens. */
const telling = unlike('not_specified|no_socket');
const dropsOfEdges = sum(['cluster', 'node', 'reason'], rate(scraped(droppedPackets, { reason: telling }), '5m'));
const dropsOfInterfaces = sum(['cluster', 'node', 'reason'], rate(scraped(interfaceDroppedPackets, { reason: telling }), '5m'));
const dropped = (reason: string, values: string): Row[] => [row(droppedPackets, { ...edge, reason }, values)];

const drops = alert({
  name: 'PacketDropsReason',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: either(plus(dropsOfEdges, dropsOfInterfaces), either(dropsOfEdges, dropsOfInterfaces)),
  is: '>',
  threshold: 1,
  unit: 'per_second',
  for: '10m',
  needs: ['first_occurrence'],
  summary: (of) => `The kernel of ${of('node')} drops packets: ${of('reason')}`,
  description: (of, value) => `${value} packets are dropped for the reason ${of('reason')}.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('full receive buffers', { given: dropped('socket_rcvbuff', growing(60)), at: '20m', value: 2, labels: { reason: 'socket_rcvbuff' } }),
    fires('half of them at a socket, half at an interface', {
      given: [...dropped('nomem', growing(24)), row(interfaceDroppedPackets, { device: 'eth0', netns: 'host', reason: 'nomem' }, growing(24))],
      at: '20m',
      value: 1.6,
      labels: { reason: 'nomem' },
    }),
    near('less than one a second', { given: dropped('socket_rcvbuff', growing(27)), at: '1h' }),
    quiet('something else', 'a scan of closed ports', { given: dropped('no_socket', growing(6000)), at: '1h' }),
    quiet('counter reset', 'the agent starts again and counts from 0', { given: dropped('nomem', inTurn(growing(6, 30, 90_000), growing(6))), at: '25m' }),
    appears(27, 90_000, (values) => dropped('nomem', values)),
    scrapesFail('10m', (through) => dropped('nomem', through.growing(60))),
  ],
});

const listenOverflow = alert({
  name: 'ListenOverflow',
  domain: 'network',
  severity: 'ticket',
  owner: 'applications',
  value: rate(scraped(tcpListenDrops), '5m'),
  is: '>',
  threshold: 0,
  unit: 'per_second',
  for: '5m',
  needs: ['first_occurrence'],
  summary: (of) => `${of('server')} on ${of('node')} accepts connections too slowly`,
  description: (of, value) => `${value} connection requests to port ${of('server_port')} are turned away, because its queue is full.`,
  link: { to: 'identity', kind: 'server_kind', namespace: 'server_namespace', name: 'server' },
  cases: [
    fires('it turns away clients all the time', { given: [row(tcpListenDrops, listener, growing(15))], at: '10m', value: 0.5, labels: listener }),
    quiet('soon over', 'its queue was full for a moment, and that is 5 minutes ago', { given: [row(tcpListenDrops, listener, jumping(200, '4m'))], at: '10m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', { given: [row(tcpListenDrops, listener, inTurn(steady(70, 8), steady(0)))], at: '10m' }),
    ...longAgo((values) => [row(tcpListenDrops, listener, values)]),
    scrapesFail('5m', (through) => [row(tcpListenDrops, listener, through.growing(15))]),
  ],
});

const connections = (entries: string, most = steady(1000)): Row[] => [row(hostConntrack.entries, {}, entries), row(hostConntrack.limit, {}, most)];
const trackable = now(scraped(hostConntrack.limit));

const conntrack = alert({
  name: 'ConntrackNearFull',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: divided(now(scraped(hostConntrack.entries)), trackable),
  is: '>',
  threshold: 0.75,
  // With a limit of 0 the kernel has none.
  when: compared(trackable, '>', 0),
  unit: 'ratio',
  for: '5m',
  needs: ['connection_tracking'],
  summary: (of) => `${of('node')} can track few more connections`,
  description: (_, value) => `${value} of the table is used; once it is full, new connections are dropped.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('four fifths are used', { given: connections(steady(800)), at: '6m', value: 0.8 }),
    near('three quarters are the threshold', { given: connections(steady(750)), at: '30m' }),
    quiet('partly lost data', 'scrapes fail before its time is over', { given: connections(inTurn(steady(950, 6), gap(12), steady(950, 3))), at: '10m' }),
    quiet('missing series', 'the limit is missing', { given: connections(steady(990)).slice(0, 1), at: '30m' }),
    quiet('impossible sample', 'a limit of 0, by which the kernel means none', { given: connections(steady(990), steady(0)), at: '10m' }),
    onceImpossible(300, connections),
  ],
});

const conntrackFull = worse(conntrack, {
  threshold: 0.9,
  cases: [
    fires('nearly all of it is used', { given: connections(steady(950)), at: '6m', value: 0.95, severities: both }),
    quiet('soon over', 'a burst of 4 minutes', { given: connections(inTurn(steady(950, 8), steady(300))), at: '6m' }),
  ],
});

const eth0 = { device: 'eth0' };
const perInterface = ['cluster', 'node', 'device'] as const;
const real = { device: unlike('other|veth.*') };
const packets = plus(rate(scraped(hostNetwork.receivedPackets, real), '5m'), rate(scraped(hostNetwork.sentPackets, real), '5m'));
const errors = plus(rate(scraped(hostNetwork.receiveErrors, real), '5m'), rate(scraped(hostNetwork.sendErrors, real), '5m'));
const traffic = (failed: string, moved: string): Row[] => [
  row(hostNetwork.receiveErrors, eth0, failed),
  row(hostNetwork.sendErrors, eth0, steady(0)),
  row(hostNetwork.receivedPackets, eth0, moved),
  row(hostNetwork.sentPackets, eth0, moved),
];

const interfaceErrors = alert({
  name: 'NetIfErrors',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: divided(errors, packets),
  is: '>',
  threshold: 0.01,
  unit: 'ratio',
  for: '1h',
  summary: (of) => `${of('device')} on ${of('node')} damages packets`,
  description: (of, value) => `${value} of the packets of ${of('device')} have errors.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('one in fifty', { given: traffic(growing(60), growing(1500)), at: '70m', value: 0.02, labels: eth0 }),
    near('nine in a thousand', { given: traffic(growing(27), growing(1500)), at: '2h' }),
    quiet('nothing happens', 'nothing moves at all', { given: traffic(steady(900), steady(1000)), at: '2h' }),
    quiet('counter reset', 'the agent starts again and counts from 0', {
      given: traffic(inTurn(growing(3, 60, 90_000), growing(3)), inTurn(growing(1500, 60, 900), growing(1500))),
      at: '90m',
    }),
    quiet('missing series', 'nobody says how many packets there were', { given: traffic(growing(60), '').slice(0, 2), at: '70m' }),
    scrapesFail('1h', (through) => traffic(through.growing(60), through.growing(1500))),
  ],
});

const onceAMinute = Array.from({ length: 80 }, (_, sample) => Math.floor(sample / 2)).join(' ');

const flapping = alert({
  name: 'NetIfFlapping',
  domain: 'network',
  severity: 'ticket',
  owner: 'platform',
  value: sum(perInterface, increase(scraped(hostNetwork.carrierChanges, real), '2m')),
  is: '>',
  threshold: 2,
  unit: 'count',
  for: '2m',
  summary: (of) => `The link of ${of('device')} on ${of('node')} goes up and down`,
  description: (_, value) => `${value} changes in 2 minutes.`,
  link: { to: 'node', node: 'node' },
  cases: [
    fires('up and down every half minute', { given: [row(hostNetwork.carrierChanges, eth0, growing(2))], at: '6m', value: 8, labels: eth0 }),
    near('once a minute', { given: [row(hostNetwork.carrierChanges, eth0, onceAMinute)], at: '30m' }),
    quiet('soon over', 'a cable was changed once', { given: [row(hostNetwork.carrierChanges, eth0, jumping(2, '3m'))], at: '5m' }),
    quiet('something else', 'containers come and go', { given: [row(hostNetwork.carrierChanges, { device: 'other' }, growing(40))], at: '30m' }),
    quiet('counter reset', 'the agent starts again and counts from 0', {
      given: [row(hostNetwork.carrierChanges, eth0, inTurn(steady(40, 6), steady(1)))],
      at: '6m',
    }),
    ...longAgo((values) => [row(hostNetwork.carrierChanges, eth0, values)]),
  ],
});

export const network: readonly Alert[] = [drops, listenOverflow, conntrack, conntrackFull, interfaceErrors, flapping];
