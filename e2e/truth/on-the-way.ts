import { test } from 'node:test';
import { pipelined } from '../traffic/dialogue.ts';
import { exchange, withBody } from '../traffic/http.ts';
import { namespace, namespacePair, type Pair } from '../traffic/namespaces.ts';
import type { Sonde } from '../whole/sonde.ts';
import { isCounted } from './talk.ts';

/** Several packets each way. */
const large = (method: string, status: number) =>
  exchange(method, status, { asked: withBody(`${method} /large HTTP/1.1`, 'q'.repeat(2000)), told: withBody(`HTTP/1.1 ${status} Words`, 'a'.repeat(4000)) });
const several = [exchange('GET', 200), large('POST', 201), exchange('PUT', 404), large('GET', 500)];
const sixteen = pipelined([...several, ...several, ...several, ...several]);

const ways = [
  { how: 'one after another', rounds: several.map((one) => [13, one] as const), connections: 20 },
  { how: '16 pipelined', rounds: [[4, sixteen] as const], connections: 20 },
];

/** What the network and the kernel do to packets on their way changes no count. */
export function onTheWay(sonde: () => Sonde): void {
  for (const [at, percent] of [0, 2, 5].entries()) {
    for (const [which, { how, rounds, connections }] of ways.entries()) {
      test(`requests ${how}, of whose packets ${percent} % are lost each way`, async () => {
        const subject = `lossy-${percent}-${which}`;
        await using pair = await lossyPair(subject, 40 + at * 2 + which, percent);
        await isCounted(sonde(), { subject, protocol: 'http', from: pair.near, to: pair.far, host: pair.farAddress, listen: '0.0.0.0', rounds, connections });
      });
    }
  }

  test('requests that are read bit by bit, of whose packets 5 % are lost each way', async () => {
    await using pair = await lossyPair('lossy-bits', 50, 5);
    const rounds = [[2, pipelined([...several, ...several])] as const];
    const ends = { from: pair.near, to: pair.far, host: pair.farAddress, listen: '0.0.0.0' };
    await isCounted(sonde(), { subject: 'lossy-bits', protocol: 'http', ...ends, rounds, connections: 10, reads: 'bit_by_bit' });
  });

  test('requests that are spliced past everyone who reads', async () => {
    await using place = await namespace('spliced');
    await isCounted(sonde(), { subject: 'spliced', protocol: 'http', from: place, rounds: [[10, sixteen]], connections: 5, reads: 'spliced' });
  });

  for (const [how, words] of [['deferred', 'TCP_DEFER_ACCEPT'] as const, ['fastOpen', 'TCP Fast Open'] as const]) {
    test(`requests that come before the connection is accepted: ${words}`, async () => {
      const subject = `early-${how.toLowerCase()}`;
      await using place = await namespace(subject);
      await place.run(['sh', '-c', 'echo 519 > /proc/sys/net/ipv4/tcp_fastopen']);
      const rounds = several.map((one) => [2, one] as const);
      await isCounted(sonde(), { subject, protocol: 'http', from: place, rounds, connections: 200, together: false, [how]: true });
    });
  }
}

/** So many of 100 packets, all of one segment, are dropped where they arrive. */
async function lossyPair(subject: string, network: number, percent: number): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const pair = stack.use(await namespacePair(subject, network));
  const drop = `meta l4proto tcp numgen random mod 100 < ${percent} drop`;
  for (const { filter, run } of [pair.near, pair.far]) {
    await run(['ip', 'link', 'set', 'cable', 'gso_max_segs', '1']);
    await filter(`add table inet test; add chain inet test in { type filter hook prerouting priority 0; }; add rule inet test in ${drop}`);
  }
  stack.move();
  return pair;
}
