import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Actor } from '../traffic/actor.ts';
import { namespace } from '../traffic/namespaces.ts';
import { nginxPort, startNginx } from '../traffic/nginx.ts';
import { between } from '../whole/counted.ts';
import { countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const bytes = 4000;
const bothWays = { 'client sent bytes': bytes, 'client received bytes': bytes, 'server sent bytes': bytes, 'server received bytes': bytes };

/** A socket belongs to the process that uses it, whoever opened it and however short it lives. */
export function owners(sonde: () => Sonde): void {
  test('500 curls that live for milliseconds are curl, and a script has its own name', async () => {
    await using place = await namespace('curl');
    await using server = new Actor('billing.py', place);
    const port = await server.serve(host, 'http');
    await place.run(['sh', '-ec', 'seq 500 | xargs -P 4 -I % curl -sf -o /dev/null "$0?%"', `http://${host}:${port}/`]);
    await countsExactly(sonde(), {
      of: [server.name],
      about: ['connects', 'accepts', 'failures'],
      counts: { [between('curl', server.name, port)]: { connects: 500, accepts: 500 } },
    });
  });

  test('a master of nginx and its two workers are one nginx', async () => {
    await using place = await namespace('nginx');
    await using client = new Actor('nginx-client.py', place);
    await using _nginx = await startNginx(place);
    await client.fetch({ host, port: nginxPort, times: 200 });
    await countsExactly(sonde(), {
      of: [client.name],
      about: ['connects', 'accepts', 'failures'],
      counts: { [between(client.name, 'nginx', nginxPort)]: { connects: 200, accepts: 200 } },
    });
  });

  for (const [how, words] of [['inherited', 'a child inherits'] as const, ['passed', 'arrives by SCM_RIGHTS'] as const]) {
    test(`an accepted connection that ${words} is the one’s who answers`, async () => {
      await using place = await namespace(`accepted-${how}`);
      await using acceptor = new Actor(`acceptor-${how}.py`, place);
      await using client = new Actor(`accepted-client-${how}.py`, place);
      const worker = `accepted-worker-${how}.py`;
      const port = await acceptor.serve(host, 'hold');
      await client.connect({ host, port, times: 1 }, { keep: true });
      await acceptor.handOver(worker, how);
      await client.exchange(bytes);
      await countsExactly(sonde(), {
        of: [acceptor.name, client.name, worker],
        about: ['bytes'],
        counts: { [between(client.name, worker, port)]: bothWays },
      });
    });
  }

  test('a service that systemd would start on demand owns what it accepts', async () => {
    await using place = await namespace('activated');
    await using activator = new Actor('activator.py', place);
    await using client = new Actor('activated-client.py', place);
    const port = await activator.activate('activated-service.py', host);
    await client.connect({ host, port, times: 10 }, { send: bytes / 10 });
    await countsExactly(sonde(), {
      of: [activator.name, client.name, 'activated-service.py'],
      about: ['connects', 'accepts', 'bytes'],
      counts: { [between(client.name, 'activated-service.py', port)]: { connects: 10, accepts: 10, ...bothWays } },
    });
  });

  lent(sonde);
}

function lent(sonde: () => Sonde): void {
  for (const [how, words] of [['inherited', 'a child of it uses'] as const, ['passed', 'another is passed and uses'] as const]) {
    test(`a connection that one process opens and ${words} is that one’s`, async () => {
      await using place = await namespace(`lent-${how}`);
      await using opener = new Actor(`opener-${how}.py`, place);
      await using server = new Actor(`lent-server-${how}.py`, place);
      const user = `user-of-it-${how}.py`;
      const port = await server.serve(host, 'hold');
      await opener.connect({ host, port, times: 1 }, { keep: true });
      // Two processes that take turns share a connection; one has it for a second before it may change hands.
      await delay(1500);
      await opener.handOver(user, how);
      await server.exchange(bytes);
      await countsExactly(sonde(), {
        of: [opener.name, server.name, user],
        about: ['bytes'],
        counts: { [between(user, server.name, port)]: bothWays },
      });
    });
  }
}
