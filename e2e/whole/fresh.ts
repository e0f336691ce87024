import assert from 'node:assert/strict';
import { agentStartTime } from '#contract/metrics.ts';
import { routes } from '#contract/routes.ts';
import { eventually } from './eventually.ts';
import type { Sonde } from './sonde.ts';

const backMs = 90_000;

/** The whole path works: the API has numbers that were scraped after this moment. */
export async function worksSince(sonde: Sonde, moment: Date): Promise<void> {
  await eventually('fresh numbers from the API', backMs, async () => {
    const { stale, hosts } = await sonde.get('/api/topology', routes['GET /api/topology'].reply);
    assert.equal(stale, null);
    assert.deepEqual(
      hosts.map(({ up }) => up),
      [true],
    );
    const query = `timestamp(${agentStartTime.name}) > ${moment.getTime() / 1000}`;
    const { data } = await sonde.get(`/api/query?query=${encodeURIComponent(query)}`, routes['GET /api/query'].reply);
    assert.match(JSON.stringify(data), /"value"/);
  });
}
