import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lost } from '#contract/metrics.ts';
import { namespace } from '../traffic/namespaces.ts';
import { nginxPort, startNginx } from '../traffic/nginx.ts';
import { renamed } from '../traffic/renamed.ts';
import { between } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs, countsExactly } from '../whole/exact.ts';
import { onMetrics, scraped } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const seconds = 5;
/** Why a load takes counts away. Other tests lose bytes and requests on their way, for other reasons: of this one those would be missing. */
const reasons = ['detail_map_full', 'missed_run', 'no_scratch', 'query_map_full', 'storage_failed', 'sweep_race'];

/** As fast as the machine can: nothing is left out. */
export function underLoad(sonde: () => Sonde): void {
  test('nginx under wrk: what nginx counts itself', async (t) => {
    using wrk = renamed('/usr/bin/wrk');
    await using place = await namespace('wrk');
    await using nginx = await startNginx(place);
    const before = await nginx.requests();
    await place.run([wrk.path, '--threads', '2', '--connections', '64', '--duration', `${seconds}s`, nginx.url]);
    const made = (await nginx.requests()) - before - 1;
    t.diagnostic(`${Math.round(made / seconds)} requests a second`);
    const edge = between(wrk.name, 'nginx', nginxPort);
    // wrk leaves while each of its connections waits for an answer, which comes or does not.
    const unanswered = await eventually('all of them are counted', arrivalMs, async () => {
      const { 'client requests http GET 204': answered = 0, 'client requests http GET unanswered': left = 0 } =
        (await onMetrics(sonde(), [wrk.name]))[edge] ?? {};
      assert.equal(answered + left, made);
      assert.ok(left <= 64);
      return left;
    });
    const atClient = { 'client requests http GET 204': made - unanswered, 'client requests http GET unanswered': unanswered };
    await countsExactly(sonde(), {
      of: [wrk.name],
      about: ['requests', 'unseen'],
      counts: { [edge]: { ...clean(atClient), 'server requests http GET 204': made } },
    });
    const losses = (await scraped(sonde())).filter(({ name, labels }) => name === lost.name && reasons.includes(labels.reason ?? ''));
    assert.deepEqual(
      losses.filter(({ value }) => value > 0),
      [],
    );
  });
}

function clean(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
