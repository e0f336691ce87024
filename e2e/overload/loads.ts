import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { interfaceDroppedPackets } from '#contract/drop-metrics.ts';
import { runtimeStarts } from '#contract/kernel-metrics.ts';
import { l7ServerNames } from '#contract/l7-metrics.ts';
import { l7Requests, listeningSockets, lost, overflowed, tcpConnectFailures, udpSentDatagrams } from '#contract/metrics.ts';
import { Actor } from '../traffic/actor.ts';
import { certificate } from '../traffic/certificate.ts';
import { namespace } from '../traffic/namespaces.ts';
import { Program } from '../traffic/program.ts';
import { unifiedMount } from './cgroup.ts';
import type { Part, Told } from './parts.ts';

const host = '127.0.0.1';
/** Each is an edge of its own; the tables have room for fewer. */
const ports = 400;
const firstPort = 3000;
const servers = 300;
const firstServer = 7200;
const times = 2;
/** Of each both ends are told, and a hundred a second are read. */
const handshakes = 45;
const lives = 140;
/** Their table has room for 2048. */
const devices = 2500;

/** Things that were done, of which a table or a ring has no room for all. */
export interface Load {
  readonly what: string;
  /** As often as this they are to be counted, in these and in `lost`. */
  readonly sent: number;
  readonly counted: readonly Part[];
  /** What is full loses, and says how much. */
  readonly lost?: Part;
  /** What is full loses what it tells one by one, and says how much: the counts do not depend on it. */
  readonly untold?: Part;
  /** What is full counts in `other`, and says how often. */
  readonly overflowed?: Part;
  /** Whose edges have it in the API, in these words. */
  readonly inApi?: Told;
  readonly make: () => Promise<unknown>;
  /** What if others on the host do the same, though few do. */
  readonly withOthers: 'fail' | 'again' | 'atLeast';
}

export const lostOf = (collector: string, reason: string): Part => ({ name: lost.name, labels: { collector, reason } });
const overflowOf = (collector: string): Part => ({ name: overflowed.name, labels: { collector } });

/** Connects for which there is no source port: a detail of each edge, and no packet. */
async function failingConnects(stack: AsyncDisposableStack): Promise<Load> {
  const place = stack.use(await namespace('overload-portless'));
  await place.run(['sh', '-c', 'cd /proc/sys/net/ipv4; echo 20000 20001 > ip_local_port_range; echo 20000-20001 > ip_local_reserved_ports']);
  const client = stack.use(new Actor('overload-connects.py', place));
  return {
    what: 'connects that fail, of more edges than the table of details has room for',
    sent: ports * times,
    counted: [{ name: tcpConnectFailures.name, labels: { reason: 'other' }, client: client.name }],
    lost: lostOf('sockets', 'detail_map_full'),
    inApi: { client: client.name, transport: 'tcp', words: ['failures other'] },
    make: () => client.connectTogether({ host, port: firstPort, times }, 0, ports),
    withOthers: 'again',
  };
}

async function datagrams(stack: AsyncDisposableStack): Promise<Load> {
  const place = stack.use(await namespace('overload-datagrams'));
  const client = stack.use(new Actor('overload-sends.py', place));
  return {
    what: 'datagrams of more edges than their table has room for',
    sent: ports * times,
    counted: [{ name: udpSentDatagrams.name, labels: { observed: 'client' }, client: client.name }],
    overflowed: overflowOf('sockets'),
    inApi: { client: client.name, transport: 'udp', words: ['client sent packets'] },
    make: () => client.spray({ host, port: firstPort, times }, ports, 100),
    withOthers: 'again',
  };
}

/** Of nobody, and damaged: they come in at a device under ever new names, of which each is a row. */
async function droppedAtDevices(stack: AsyncDisposableStack): Promise<Load> {
  const place = stack.use(await namespace('overload-devices'));
  await place.run(['ip', 'link', 'add', 'cable', 'type', 'veth', 'peer', 'name', 'far']);
  for (const device of ['cable', 'far']) await place.run(['ip', 'link', 'set', device, 'up']);
  const stranger = stack.use(new Actor('overload-enters.py', place));
  return {
    what: 'packets dropped at more devices than their table has room for',
    sent: devices * times,
    counted: [{ name: interfaceDroppedPackets.name, labels: { netns: 'other', reason: 'ip_csum' } }],
    lost: lostOf('drops', 'detail_map_full'),
    make: () => stranger.enterDamaged('cable', 'far', times, devices),
    withOthers: 'again',
  };
}

/** And those who listen for them. */
async function requests(stack: AsyncDisposableStack): Promise<Load[]> {
  const place = stack.use(await namespace('overload-requests'));
  const server = stack.use(new Actor('overload-serves.py', place));
  const client = stack.use(new Actor('overload-asks.py', place));
  const all = Array.from({ length: servers }, (_, at) => firstServer + at);
  const listen = async () => {
    for (const port of all) await server.serve(host, 'http', port);
  };
  const ask = async () => {
    for (const port of all) await client.fetch({ host, port, times });
  };
  return [
    {
      what: 'more who listen than their table has room for',
      sent: servers,
      counted: [{ name: listeningSockets.name, labels: {} }],
      lost: lostOf('sockets', 'listener_map_full'),
      make: listen,
      // What is lost is the most that there was at once.
      withOthers: 'atLeast',
    },
    {
      what: 'requests of more edges than their table has room for',
      sent: 2 * servers * times,
      counted: [{ name: l7Requests.name, labels: { protocol: 'http', method: 'GET', status: '204' }, client: client.name }],
      overflowed: overflowOf('l7'),
      inApi: { client: client.name, transport: 'tcp', words: ['client requests http GET 204', 'server requests http GET 204'] },
      make: ask,
      withOthers: 'fail',
    },
  ];
}

async function serverNames(stack: AsyncDisposableStack): Promise<Load> {
  const { folder } = stack.use(await certificate());
  const place = stack.use(await namespace('overload-tls'));
  const server = stack.use(new Actor('overload-tls-server.py', place));
  const client = stack.use(new Actor('overload-tls-client.py', place));
  const port = await server.serveTls(host, folder, '1.2');
  const how = { folder, newest: '1.3', trusting: true, serverName: 'pay.overload.example' } as const;
  return {
    what: 'more TLS hellos than the ring of requests has room for',
    sent: 2 * handshakes,
    counted: [{ name: l7ServerNames.name, labels: { server_name: 'overload.example' } }],
    lost: lostOf('l7', 'ring_full'),
    make: () => client.askTls({ host, port, times: handshakes }, how),
    withOthers: 'fail',
  };
}

/** Of a service whose starts are counted. As many events are told of its ends, which are not. */
function serviceLives(stack: AsyncDisposableStack): Load {
  const folder = `${unifiedMount}/system.slice/crio.service`;
  const made = mkdirSync(folder, { recursive: true });
  stack.defer(() => {
    rmdirSync(folder);
    if (made !== undefined && made !== folder) rmdirSync(made);
  });
  const { pid } = stack.use(new Program(['sleep', 'infinity']));
  const move = (to: string) => writeFileSync(`${to}/cgroup.procs`, String(pid));
  return {
    what: 'more lives of services than the ring of those has room for',
    sent: lives * 2,
    counted: [1, 2].map(() => ({ name: runtimeStarts.name, labels: { unit: 'crio' } })),
    lost: lostOf('lifecycle', 'ring_full'),
    make: async () => {
      for (let life = 0; life < lives; life++) for (const to of [folder, unifiedMount]) move(to);
    },
    withOthers: 'again',
  };
}

/** Of rings: nothing is to be read from them meanwhile. */
export async function ringLoads(stack: AsyncDisposableStack): Promise<Load[]> {
  return [await serverNames(stack), serviceLives(stack)];
}

/** Of tables, in this order: connects over TLS have details as well, and datagrams that nobody takes. */
export async function tableLoads(stack: AsyncDisposableStack): Promise<Load[]> {
  return [await failingConnects(stack), ...(await requests(stack)), await datagrams(stack), await droppedAtDevices(stack)];
}
