import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lost } from '#contract/metrics.ts';
import { routes } from '#contract/routes.ts';
import { Actor } from '../traffic/actor.ts';
import { namespace } from '../traffic/namespaces.ts';
import { between, type Sample } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { gained, onMetrics, scraped } from '../whole/readings.ts';
import { type Sonde, startSonde } from '../whole/sonde.ts';

const at = { host: '127.0.0.1', port: 53 };
/** As many queries may wait; it has to be more than the machine has edges, or those would be in `other`. */
const room = 4096;
const sent = 6000;
/** While the table is full, what else asks on this machine is lost as well: then it is done again. */
const mostBursts = 4;
const reason = 'query_map_full';

const sum = (samples: readonly Sample[]) => samples.reduce((total, { value }) => total + value, 0);

/** More than Sonde has room for, by its settings. */
export function overload(): void {
  test('more DNS queries than may wait: counted + lost = sent, and all that is told says the same', async (t) => {
    await using sonde = await startSonde({ flags: ['--limits-edges', `${room}`] });
    await using place = await namespace('overload');
    await using server = new Actor('overload-server.py', place);
    await using client = new Actor('overload-client.py', place);
    await server.serveNames(at.host, at.port);
    const edge = between(client.name, server.name, at.port, 'udp');
    const told = async () => {
      const counts = (await onMetrics(sonde, [client.name]))[edge] ?? {};
      const { 'client requests dns A unanswered': atClient = 0, 'server requests dns A unanswered': atServer = 0 } = counts;
      const ofAll = sum((await scraped(sonde)).filter(({ name, labels }) => name === lost.name && labels.reason === reason));
      return { atClient, atServer, lost: ofAll, all: atClient + atServer + ofAll };
    };

    let before = await told();
    for (let burst = 1; ; burst++) {
      await client.askAtOnce({ ...at, times: sent }, 'silent.shop.example');
      const now = await eventually('each query is counted or lost, at both ends', arrivalMs, async () => {
        const now = await told();
        assert.ok(now.all - before.all >= 2 * sent, `${JSON.stringify(before)}, then ${JSON.stringify(now)}`);
        return now;
      });
      assert.ok(now.lost > before.lost, 'there was room for all');
      const ofOthers = now.all - before.all - 2 * sent;
      before = now;
      if (ofOthers === 0) break;
      t.diagnostic(`${ofOthers} more were lost than were sent`);
      assert.ok(burst < mostBursts, `after ${burst} bursts, each time more are lost than were sent`);
    }
    await sameEverywhere(sonde, { edge, client: client.name, ...before });
  });
}

interface Told {
  readonly edge: string;
  readonly client: string;
  readonly atClient: number;
  readonly atServer: number;
  readonly lost: number;
}

async function sameEverywhere(sonde: Sonde, { edge, client, atClient, atServer, lost: expected }: Told): Promise<void> {
  const counts = { [edge]: { 'client requests dns A unanswered': atClient, 'server requests dns A unanswered': atServer } };
  await countsExactly(sonde, { of: [client], about: ['requests'], counts });
  assert.equal(sum(await gained(sonde, `${lost.name}{reason="${reason}"}`)), expected, 'lost, in Prometheus');
  const { lost: inApi } = await sonde.get(`/api/topology?from=${sonde.up.startedAt.toISOString()}`, routes['GET /api/topology'].reply);
  const ofReason = inApi.byReason.filter((one) => one.reason === reason);
  assert.deepEqual(
    ofReason.map(({ collector, count }) => ({ collector, count })),
    [{ collector: 'l7', count: expected }],
  );
}
