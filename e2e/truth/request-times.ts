import assert from 'node:assert/strict';
import { test } from 'node:test';
import { l7RequestTime } from '#contract/metrics.ts';
import { Actor } from '../traffic/actor.ts';
import { type Rounds, scriptOf } from '../traffic/dialogue.ts';
import { exchange } from '../traffic/http.ts';
import { namespace } from '../traffic/namespaces.ts';
import type { Sample } from '../whole/counted.ts';
import { eventually } from '../whole/eventually.ts';
import { arrivalMs } from '../whole/exact.ts';
import { edgeInApi, gained, scraped } from '../whole/readings.ts';
import type { Sonde } from '../whole/sonde.ts';

const host = '127.0.0.1';
const pausesMs = [3, 30, 300];
const timesEach = 15;
/** The kernel's clock is read in units of 1,024 ns. */
const toleranceUs = 10;
const bounds = l7RequestTime.buckets;

const { steps: [asks, tells] = [], counted } = exchange('GET', 200);
const rounds: Rounds = pausesMs.map((pause_ms) => [
  timesEach,
  { steps: [asks, { from: 'server', pause_ms } as const, tells].flatMap((step) => step ?? []), counted },
]);

/** How many took up to each bound; of times in seconds. */
const cumulative = (took: readonly number[]) => bounds.map((bound) => took.filter((one) => one <= bound).length);

function bucketsIn(samples: readonly Sample[]): number[] {
  return bounds.map((bound) => samples.find(({ labels }) => Number(labels.le) === bound)?.value ?? Number.NaN);
}

type Read = (sonde: Sonde, client: string, end: string) => Promise<readonly Sample[]>;

const readings: readonly (readonly [place: string, read: Read])[] = [
  ['on /metrics', async (sonde, client, end) => (await scraped(sonde)).filter(({ labels }) => labels.client === client && labels.observed === end)],
  ['in Prometheus', (sonde, client, end) => gained(sonde, `{__name__=~"${l7RequestTime.name}_(bucket|sum)",client="${client}",observed="${end}"}`)],
];

/** The time of a request is what passed between its first byte and the first byte of its answer. */
export function requestTimes(sonde: () => Sonde): void {
  test('requests that take 3, 30 and 300 ms are in the buckets of these times', async () => {
    await using place = await namespace('times');
    await using server = new Actor('times-server.py', place);
    await using client = new Actor('times-client.py', place);
    const script = scriptOf(rounds);
    const port = await server.serveDialogue(host, [script]);
    // Who asks waits longer than what is counted, who answers works shorter.
    const most = (await client.play({ host, port, times: 1 }, [script])).map((us) => (us + toleranceUs) / 1e6);
    const least = (await server.answersTook()).map((us) => (us - toleranceUs) / 1e6);
    assert.deepEqual([most.length, least.length], [pausesMs.length * timesEach, pausesMs.length * timesEach]);
    const isWithin = (counted: readonly number[]) => {
      for (const [at, count] of counted.entries()) {
        const [low = 0, high = 0] = [cumulative(most)[at], cumulative(least)[at]];
        assert.ok(low <= count && count <= high, `${count} requests took up to ${bounds[at]} s, where ${low} to ${high} did`);
      }
    };
    for (const end of ['client', 'server']) {
      for (const [place, read] of readings) {
        await eventually(`the times at the ${end} ${place}`, arrivalMs, async () => {
          const samples = await read(sonde(), client.name, end);
          isWithin(bucketsIn(samples.filter(({ name }) => name === `${l7RequestTime.name}_bucket`)));
          const sum = samples.find(({ name }) => name === `${l7RequestTime.name}_sum`);
          assert.ok(sum !== undefined && total(least) <= sum.value && sum.value <= total(most), `${sum?.value} s in all`);
        });
      }
    }
    await eventually('the times from the API', arrivalMs, async () => isWithin(await fromApi(sonde(), client.name)));
    const clear = pausesMs
      .map((ms) => bounds.findIndex((bound) => ms / 1000 <= bound))
      .filter((at) => (cumulative(most)[at] ?? 0) > (cumulative(least)[at - 1] ?? 0));
    assert.equal(clear.length, pausesMs.length, 'of each time some are sure to be in its own bucket');
  });
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

async function fromApi(sonde: Sonde, client: string): Promise<number[]> {
  const { requests } = await edgeInApi(sonde, client);
  const [latency] = requests.latency;
  assert.ok(latency !== undefined, 'the edge has times');
  assert.deepEqual(latency.boundsSeconds, bounds);
  const each = bounds.map((_, at) => total(latency.columns.map((column) => column?.[at] ?? 0)));
  return each.map((_, at) => total(each.slice(0, at + 1)));
}
