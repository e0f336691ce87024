import { test } from 'node:test';
import { Actor } from '../traffic/actor.ts';
import { namespace, namespacePair } from '../traffic/namespaces.ts';
import { between } from '../whole/counted.ts';
import { countsExactly } from '../whole/exact.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const port = 7040;
const sourcePort = 7041;

const exchanged = (bytes: number) => ({
  connects: 1,
  accepts: 1,
  'client sent bytes': bytes,
  'client received bytes': bytes,
  'server sent bytes': bytes,
  'server received bytes': bytes,
});

/** An address of the loopback means something else in each network namespace; others join two of them. */
export function namespaces(sonde: () => Sonde): void {
  test('two namespaces with the same four numbers are kept apart', async () => {
    await using one = await namespace('same-one');
    await using two = await namespace('same-two');
    await using serverOne = new Actor('same-server-one.py', one);
    await using serverTwo = new Actor('same-server-two.py', two);
    await using clientOne = new Actor('same-client-one.py', one);
    await using clientTwo = new Actor('same-client-two.py', two);
    for (const server of [serverOne, serverTwo]) await server.serve(host, 'echo', port);
    for (const client of [clientOne, clientTwo]) await client.connect({ host, port, times: 1 }, { sourcePort, keep: true });
    await clientOne.exchange(1000);
    await clientTwo.exchange(2000);
    await countsExactly(sonde(), {
      of: [clientOne, clientTwo, serverOne, serverTwo].map(({ name }) => name),
      about: ['connects', 'accepts', 'bytes'],
      counts: {
        [between(clientOne.name, serverOne.name, port)]: exchanged(1000),
        [between(clientTwo.name, serverTwo.name, port)]: exchanged(2000),
      },
    });
  });

  test('an edge from one namespace to another has a process at both ends', async () => {
    await using pair = await namespacePair('across', 30);
    await using server = new Actor('across-server.py', pair.far);
    await using client = new Actor('across-client.py', pair.near);
    await server.serve('::', 'echo', port);
    await client.connect({ host: pair.farAddress, port, times: 1 }, { send: 3000 });
    await client.connect({ host: pair.farAddress6, port, times: 1 }, { send: 5000 });
    await countsExactly(sonde(), {
      of: [client.name, server.name],
      about: ['connects', 'accepts', 'bytes'],
      counts: { [between(client.name, server.name, port)]: { ...exchanged(8000), connects: 2, accepts: 2 } },
    });
  });
}
