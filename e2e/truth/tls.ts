import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityId } from '#contract/identity.ts';
import { l7ServerNames } from '#contract/l7-metrics.ts';
import { routes } from '#contract/routes.ts';
import { Actor, type Secured, type TlsVersion } from '../traffic/actor.ts';
import { certificate } from '../traffic/certificate.ts';
import { atBothEnds } from '../traffic/dialogue.ts';
import { namespace } from '../traffic/namespaces.ts';
import { between, processIdentity } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { gained } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
/** So few that all of them are read for the name: a hundred a second may be. */
const times = 5;

interface Handshake {
  readonly what: string;
  readonly oldest: TlsVersion;
  readonly how: Pick<Secured, 'newest' | 'trusting'>;
  /** As the client has it, and as it is counted. */
  readonly outcome: string;
  readonly status: string;
}

const handshakes: readonly Handshake[] = [
  { what: 'TLS 1.3', oldest: '1.2', how: { newest: '1.3', trusting: true }, outcome: 'answered', status: 'ok' },
  { what: 'TLS 1.2', oldest: '1.2', how: { newest: '1.2', trusting: true }, outcome: 'answered', status: 'ok' },
  {
    what: 'a client that does not trust',
    oldest: '1.2',
    how: { newest: '1.3', trusting: false },
    outcome: 'CERTIFICATE_VERIFY_FAILED',
    status: 'alert_unknown_ca',
  },
  {
    what: 'no version in common',
    oldest: '1.3',
    how: { newest: '1.2', trusting: true },
    outcome: 'TLSV1_ALERT_PROTOCOL_VERSION',
    status: 'alert_protocol_version',
  },
];

/** Handshakes are counted once each, with what became of them; what passes afterwards is not seen, and is said not to be. */
export function tls(sonde: () => Sonde): void {
  for (const [at, { what, oldest, how, outcome, status }] of handshakes.entries()) {
    test(`TLS handshakes: ${what}`, async () => {
      using made = await certificate();
      await using place = await namespace(`tls-${at}`);
      await using server = new Actor(`tls-server-${at}.py`, place);
      await using client = new Actor(`tls-client-${at}.py`, place);
      const port = await server.serveTls(host, made.folder, oldest);
      const told = await client.askTls({ host, port, times }, { ...how, folder: made.folder, serverName: 'pay.shop.example.co.uk' });
      assert.deepEqual(told, { [outcome]: times });
      const edge = between(client.name, server.name, port);
      const counted = atBothEnds({ [`tls handshake ${status}`]: times });
      const unseen = (...words: string[]) => (status === 'ok' ? Object.fromEntries(words.map((word) => [word, times])) : {});
      await countsExactly(sonde(), {
        of: [client.name, server.name],
        about: ['requests', 'unseen'],
        counts: { [edge]: { ...counted, ...unseen('client unseen encrypted', 'server unseen encrypted') } },
        api: { [edge]: { ...counted, ...unseen('unseen encrypted') } },
      });
      await eventually('the name that was asked for', arrivalMs, async () => {
        const names = await gained(sonde(), `${l7ServerNames.name}{client="${client.name}"}`);
        assert.deepEqual(names.map(({ labels, value }) => `${labels.observed} ${labels.server_name} ${value}`).sort(), [
          `client example.co.uk ${times}`,
          `server example.co.uk ${times}`,
        ]);
        assert.deepEqual(await namesFromApi(sonde(), client.name), [{ name: 'example.co.uk', handshakes: times }]);
      });
    });
  }
}

async function namesFromApi(sonde: Sonde, client: string) {
  const window = `from=${sonde.up.startedAt.toISOString()}`;
  const { edges } = await sonde.get(`/api/topology?${window}`, routes['GET /api/topology'].reply);
  const edge = edges.find((one) => one.client === identityId(processIdentity(client)));
  assert.ok(edge !== undefined, 'the edge is on the map');
  return (await sonde.get(`/api/edges/${edge.id}?${window}`, routes['GET /api/edges/:id'].reply)).requests.serverNames;
}
