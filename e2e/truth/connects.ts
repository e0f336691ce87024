import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityId } from '#contract/identity.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { retransmittedSegments } from '../traffic/kernel-counters.ts';
import { namespace, namespacePair } from '../traffic/namespaces.ts';
import { between, edgeText, processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { nodeName, type Sonde } from '../whole/sonde.ts';

const subjects = ['connects', 'accepts', 'failures', 'resets', 'bytes'];
const nobodysPort = 7009;

/** An edge to an address of this machine where nobody listens. */
function toHost(client: string, port: number): string {
  return edgeText({ client: processIdentity(client), server: { kind: 'host', name: nodeName, namespace: '' }, port, transport: 'tcp' });
}

/** Connects that come to nothing are counted once, with their reason, at who tried and at whom it meant. */
export function connects(sonde: () => Sonde): void {
  test('50 refused connects: the host, on which nobody listens there', async () => {
    await using place = await namespace('refused');
    await using client = new Actor('refused-client.py', place);
    assert.deepEqual(await client.connect({ host: '127.0.0.1', port: nobodysPort, times: 50 }), { ECONNREFUSED: 50 });
    await countsExactly(sonde(), {
      of: [client.name],
      about: subjects,
      counts: { [toHost(client.name, nobodysPort)]: { 'failures refused': 50, 'client received resets': 50, 'server sent resets': 50 } },
    });
  });

  test('20 timed-out connects: the server that the firewall hides', async () => {
    await using pair = await namespacePair('timeout', 1);
    await using server = new Actor('timeout-server.py', pair.far);
    await using client = new Actor('timeout-client.py', pair.near);
    const port = await server.serve('0.0.0.0', 'echo');
    await pair.near.run(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/tcp_syn_retries']);
    await pair.far.filter(`add table inet test; add chain inet test in { type filter hook input priority 0; }; add rule inet test in tcp dport ${port} drop`);
    assert.deepEqual(await client.connectTogether({ host: pair.farAddress, port, times: 20 }, 20), { ETIMEDOUT: 20 });
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: [...subjects, 'retransmits'],
      counts: { [between(client.name, server.name, port)]: { 'failures timeout': 20, 'client retransmits': await retransmittedSegments(pair.near) } },
    });
  });

  test('10 connects without a route: where they were to go', async () => {
    await using place = await namespace('no-route');
    await using client = new Actor('no-route-client.py', place);
    assert.deepEqual(await client.connect({ host: '192.0.2.1', port: 443, times: 10 }), { ENETUNREACH: 10 });
    const server = { kind: 'internet', name: 'internet', namespace: '' } as const;
    await countsExactly(sonde(), {
      of: [client.name],
      about: subjects,
      counts: { [edgeText({ client: processIdentity(client.name), server, port: 443, transport: 'tcp' })]: { 'failures unreachable': 10 } },
    });
  });

  test('connects that a router rejects with ICMP, whether the client waits in connect() or not', async () => {
    await using pair = await namespacePair('rejected', 2);
    await using server = new Actor('rejected-server.py', pair.far);
    await using client = new Actor('rejected-client.py', pair.near);
    const port = await server.serve('0.0.0.0', 'echo');
    await pair.far.run(['sh', '-c', 'echo 0 > /proc/sys/net/ipv4/icmp_ratemask']);
    const reject = `tcp dport ${port} reject with icmp type host-unreachable`;
    await pair.far.filter(`add table ip test; add chain ip test in { type filter hook input priority 0; }; add rule ip test in ${reject}`);
    assert.deepEqual(await client.connect({ host: pair.farAddress, port, times: 3 }), { EHOSTUNREACH: 3 });
    assert.deepEqual(await client.connectTogether({ host: pair.farAddress, port, times: 7 }, 20), { EHOSTUNREACH: 7 });
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: subjects,
      counts: { [between(client.name, server.name, port)]: { 'failures unreachable': 10 } },
    });
  });

  test('10 aborted connects: the client gives up', async () => {
    await using pair = await namespacePair('aborted', 3);
    await using server = new Actor('aborted-server.py', pair.far);
    await using client = new Actor('aborted-client.py', pair.near);
    await server.serve('0.0.0.0', 'echo');
    await pair.far.filter('add table inet test; add chain inet test in { type filter hook input priority 0; policy drop; }');
    assert.deepEqual(await client.connectTogether({ host: pair.farAddress, port: nobodysPort, times: 10 }, 0.3), { EINPROGRESS: 10 });
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: subjects,
      counts: { [toHost(client.name, nobodysPort)]: { 'failures aborted': 10 } },
    });
  });

  asEvents(sonde);
}

/** Of a storm of all that fails on a host only so much is told in a second: so it is tried again. */
function asEvents(sonde: () => Sonde): void {
  test('refused connects are told as events, that stand for no more than there were, and so is the start of the agent', async () => {
    await using place = await namespace('told');
    await using client = new Actor('told-client.py', place);
    const eventsOf = async (type: string) => (await sonde().get(`/api/events?limit=1000&query=type=${type}`, routes['GET /api/events'].reply)).records;
    let sent = 0;
    const mine = await eventually('an event', arrivalMs, async () => {
      await client.connect({ host: '127.0.0.1', port: nobodysPort, times: 5 });
      sent += 5;
      const events = (await eventsOf('tcp.connect_failed')).filter(({ identity }) => identity === identityId(processIdentity(client.name)));
      assert.ok(events.length > 0, `none of ${sent} is told of`);
      return events;
    });
    const told = mine.reduce((sum, { count }) => sum + count, 0);
    assert.ok(told >= 1 && told <= sent, `${told} of ${sent} are told of`);
    for (const { reason, severity, attributes } of mine) assert.deepEqual([reason, severity, attributes['server.port']], ['refused', 'warning', nobodysPort]);
    assert.deepEqual(
      (await eventsOf('sonde.agent_up')).map(({ node, severity }) => [node, severity]),
      [[nodeName, 'info']],
    );
  });
}
