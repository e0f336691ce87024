import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Actor } from '../traffic/actor.ts';
import { atBothEnds, countedOf, type Exchange, scriptOf } from '../traffic/dialogue.ts';
import { exchange } from '../traffic/http.ts';
import { type Namespace, namespace, namespacePair, type Pair } from '../traffic/namespaces.ts';
import { between, edgeText, processIdentity } from '../whole/counted.ts';
import { countsExactly } from '../whole/exact.ts';
import { nodeName, type Sonde } from '../whole/sonde.ts';

/** Nobody has these; they are translated to who serves. */
const service = { v4: '10.96.0.10', v6: 'fd96::10', port: 80 };
const services = [service.v4, service.v6];
const subjects = ['connects', 'accepts', 'failures', 'resets', 'bytes', 'requests', 'unseen'];
const nobodysPort = 7090;
const connections = 10;
const rounds = [exchange('GET', 200), exchange('POST', 201), exchange('GET', 503)].map((one) => [5, one] as const);

interface Backend {
  readonly v4: string;
  readonly v6: string;
  readonly port: number;
}

/** A chain of nft(8) that translates what goes to the service. */
function translating(hook: 'output' | 'prerouting', { v4, v6, port }: Backend): string {
  const to = (family: 'ip' | 'ip6', from: string, address: string) =>
    `add rule inet translated ${hook} ${family} daddr ${from} meta l4proto { tcp, udp } th dport ${service.port} dnat ${family} to ${address}:${port}`;
  return [chain(hook, -100), to('ip', service.v4, v4), to('ip6', service.v6, `[${v6}]`)].join('; ');
}

const chain = (hook: string, priority: number) =>
  `add table inet translated; add chain inet translated ${hook} { type nat hook ${hook} priority ${priority}; }`;

const masquerade = `${chain('postrouting', 100)}; add rule inet translated postrouting meta l4proto tcp masquerade to :40000-60000`;
const neighbour = (address: string) => address.replace(/\d+$/, '77');
const hide = (address: string, address6: string) =>
  `${chain('input', 100)}; add rule inet translated input ip protocol tcp snat ip to ${address}; add rule inet translated input ip6 nexthdr tcp snat ip6 to ${address6}`;

interface Way {
  readonly what: string;
  readonly subject: string;
  /** The namespace that translates. */
  readonly where: 'near' | 'far';
  readonly also?: (pair: Pair) => Promise<void>;
}

const hooks = { near: 'output', far: 'prerouting' } as const;
const ways: readonly Way[] = [
  {
    what: 'a service that is translated where its client is, whose packets come from other ports',
    subject: 'dnat-masked',
    where: 'near',
    also: ({ near }) => near.filter(masquerade),
  },
  { what: 'a published port: translated where the server is', subject: 'dnat-there', where: 'far' },
  {
    what: 'a published port whose clients are hidden behind another address',
    subject: 'dnat-hidden',
    where: 'far',
    also: ({ far, farAddress, farAddress6 }) => far.filter(hide(neighbour(farAddress), neighbour(farAddress6))),
  },
];

async function routeServices(place: Namespace, over: string, over6: string): Promise<void> {
  await place.run(['ip', 'route', 'add', '10.96.0.0/24', ...over.split(' ')]);
  await place.run(['ip', '-6', 'route', 'add', 'fd96::/64', ...over6.split(' ')]);
}

const bytesSaidBy = (side: 'client' | 'server', times: number, { steps }: Exchange) =>
  times * steps.reduce((sum, step) => sum + (step.from === side && 'said' in step ? Buffer.from(step.said, 'base64').length : 0), 0);

/** They talk HTTP over the service's addresses, and all of it is between the two: one edge, whose port is the server's. */
async function isOneEdge(sonde: Sonde, { subject, from, to }: { subject: string; from: Namespace; to: Namespace }, translate: (port: number) => Promise<void>) {
  await using server = new Actor(`${subject}-server.py`, to);
  await using client = new Actor(`${subject}-client.py`, from);
  const scripts = [scriptOf(rounds)];
  const port = await server.serveDialogue('::', scripts);
  await translate(port);
  for (const host of services) await client.play({ host, port: service.port, times: connections }, scripts, { together: true });
  const times = connections * services.length;
  const [asked, answered] = (['client', 'server'] as const).map((side) => times * rounds.reduce((sum, [each, one]) => sum + bytesSaidBy(side, each, one), 0));
  assert.ok(asked !== undefined && answered !== undefined);
  const bytes = { 'client sent bytes': asked, 'server received bytes': asked, 'server sent bytes': answered, 'client received bytes': answered };
  await countsExactly(sonde, {
    of: [client.name, server.name],
    about: subjects,
    counts: { [between(client.name, server.name, port)]: { connects: times, accepts: times, ...bytes, ...atBothEnds(countedOf('http', rounds), times) } },
  });
}

/** A connection to an address that is translated on its way is shown with the process that it reaches, and once. */
export function translated(sonde: () => Sonde): void {
  test('a service that is translated where its client is, to a server beside it', async () => {
    await using place = await namespace('dnat-here');
    await routeServices(place, 'dev lo src 127.0.0.1', 'dev lo');
    await isOneEdge(sonde(), { subject: 'dnat-here', from: place, to: place }, (port) =>
      place.filter(translating('output', { v4: '127.0.0.1', v6: '::1', port })),
    );
  });

  for (const [at, { what, subject, where, also }] of ways.entries()) {
    test(what, async () => {
      await using pair = await namespacePair(subject, 70 + at);
      const { near, far, farAddress, farAddress6 } = pair;
      await routeServices(near, `via ${farAddress}`, `via ${farAddress6}`);
      await also?.(pair);
      await isOneEdge(sonde(), { subject, from: near, to: far }, (port) =>
        pair[where].filter(translating(hooks[where], { v4: farAddress, v6: farAddress6, port })),
      );
    });
  }

  test('20 refused connects to a service: the host, to which it is translated', async () => {
    await using place = await namespace('dnat-refused');
    await using client = new Actor('dnat-refused-client.py', place);
    await routeServices(place, 'dev lo src 127.0.0.1', 'dev lo');
    await place.filter(translating('output', { v4: '127.0.0.1', v6: '::1', port: nobodysPort }));
    for (const host of services) assert.deepEqual(await client.connect({ host, port: service.port, times: 10 }), { ECONNREFUSED: 10 });
    const server = { kind: 'host', name: nodeName, namespace: '' } as const;
    const counts = { 'failures refused': 20, 'client received resets': 20, 'server sent resets': 20 };
    const edge = edgeText({ client: processIdentity(client.name), server, port: nobodysPort, transport: 'tcp' });
    await countsExactly(sonde(), { of: [client.name], about: subjects, counts: { [edge]: counts } });
  });

  test('10 refused connects to a published port: what the client asked for', async () => {
    await using pair = await namespacePair('dnat-closed', 73);
    await using client = new Actor('dnat-closed-client.py', pair.near);
    await routeServices(pair.near, `via ${pair.farAddress}`, `via ${pair.farAddress6}`);
    await pair.far.filter(translating('prerouting', { v4: pair.farAddress, v6: pair.farAddress6, port: nobodysPort }));
    assert.deepEqual(await client.connect({ host: service.v4, port: service.port, times: 10 }), { ECONNREFUSED: 10 });
    const server = { kind: 'private', name: '10.96.0.0/24', namespace: '' } as const;
    const edge = edgeText({ client: processIdentity(client.name), server, port: service.port, transport: 'tcp' });
    await countsExactly(sonde(), { of: [client.name], about: subjects, counts: { [edge]: { 'failures refused': 10, 'client received resets': 10 } } });
  });

  test('datagrams of a connected socket to a service', async () => {
    await using place = await namespace('dnat-udp');
    await using server = new Actor('dnat-udp-server.py', place);
    await using client = new Actor('dnat-udp-client.py', place);
    await routeServices(place, 'dev lo src 127.0.0.1', 'dev lo');
    const port = 7091;
    await server.serveDatagrams('127.0.0.1', port);
    await place.filter(translating('output', { v4: '127.0.0.1', v6: '::1', port }));
    await client.sendDatagrams({ host: service.v4, port: service.port, times: 300 }, 1200, { connected: true });
    const ends = ['client sent', 'client received', 'server sent', 'server received'];
    const counts = Object.fromEntries(ends.flatMap((end) => [[`${end} bytes`, 360_000] as const, [`${end} packets`, 300] as const]));
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: ['bytes', 'packets'],
      counts: { [between(client.name, server.name, port, 'udp')]: counts },
    });
  });
}
