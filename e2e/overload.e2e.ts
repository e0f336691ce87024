import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { otherIdentity } from '#contract/identity.ts';
import { listeningSockets } from '#contract/metrics.ts';
import { eventLoads, toldOrLost } from './overload/events.ts';
import { type Load, ringLoads, tableLoads } from './overload/loads.ts';
import { gainedInPrometheus, inApi, lostInApi, onAgent, type Part, samplesOf, sum } from './overload/parts.ts';
import { eventually } from './whole/eventually.ts';
import { arrivalMs } from './whole/exact.ts';
import { familyOf, namedIn } from './whole/processes.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

/** The least that may be set; and room for the series of all of it. */
const flags = ['--limits-edges', '256', '--limits-ring-bytes', '64KiB', '--series-budget', '200000', '--scrape-interval-seconds', '2'];
/** What else happens on this machine may not fit either: then it is done again. */
const mostBursts = 4;

const partsOf = ({ counted, lost }: Load): Part[] => (lost === undefined ? [...counted] : [...counted, lost]);
const fullOf = ({ lost, untold, overflowed }: Load): Part => lost ?? untold ?? overflowed ?? assert.fail('nobody says so');
const valuesOf = (sonde: Sonde, load: Load) => Promise.all(partsOf(load).map((part) => onAgent(sonde, part)));

/** While it stands still the kernel counts on, and nothing is taken out of rings and tables. */
async function whileTheAgentStandsStill(sonde: Sonde, work: () => Promise<void>): Promise<void> {
  const { pid } = namedIn(familyOf(sonde.up.pid), 'sonde-agent');
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** On /metrics: each once, and nothing of others. Answers what each part has then. */
async function arrives(t: TestContext, sonde: Sonde, load: Load, atFirst: number): Promise<number[]> {
  for (let burst = 1, from = atFirst; ; burst++) {
    const now = await eventually(`${load.sent} ${load.what}`, arrivalMs, async () => {
      const parts = await valuesOf(sonde, load);
      assert.ok(sum(parts) - from >= load.sent, `${sum(parts) - from} of ${load.sent}`);
      return parts;
    });
    const more = sum(now) - from - load.sent;
    if (more === 0 || load.withOthers === 'atLeast') return now;
    t.diagnostic(`${more} more are counted than there were`);
    assert.ok(load.withOthers === 'again' && burst < mostBursts, `${load.sent + more} of ${load.sent} are counted`);
    from = sum(await valuesOf(sonde, load));
    await load.make();
  }
}

async function saysThatItWasFull(sonde: Sonde, load: Load): Promise<void> {
  assert.ok((await onAgent(sonde, fullOf(load))) > 0, 'it was never full');
  const { counted, overflowed } = load;
  if (overflowed === undefined) return;
  const samples = (await Promise.all(counted.map((part) => samplesOf(sonde, part)))).flat();
  assert.ok(
    samples.some(({ labels, value }) => labels.client === otherIdentity.name && value > 0),
    'none is in `other`',
  );
}

/** What it was on /metrics, or what others have made of it meanwhile. */
const isFrom = (then: number, found: number, now: number, where: string) => assert.ok(then <= found && found <= now, `${found} ${where}, of ${then} to ${now}`);

/** What the agent told is what Prometheus has and the API says. */
async function sameEverywhere(sonde: Sonde, load: Load, then: readonly number[]): Promise<void> {
  for (const [at, part] of partsOf(load).entries()) {
    if (part.name === listeningSockets.name) continue; // a gauge
    isFrom(then[at] ?? Number.NaN, await gainedInPrometheus(sonde, part), await onAgent(sonde, part), `${part.name} in Prometheus`);
  }
  const { lost, untold, counted, inApi: said } = load;
  if (lost !== undefined) isFrom(then.at(-1) ?? Number.NaN, await lostInApi(sonde, lost), await onAgent(sonde, lost), 'lost in the API');
  if (untold !== undefined) isFrom(1, await lostInApi(sonde, untold), await onAgent(sonde, untold), 'untold in the API');
  if (said === undefined) return;
  const now = sum(await Promise.all(counted.map((part) => onAgent(sonde, part))));
  isFrom(sum(then.slice(0, counted.length)), await inApi(sonde, said), now, 'in the API');
}

const stack = new AsyncDisposableStack();
const told = await eventLoads(stack);
const rings = await ringLoads(stack);
const tables = await tableLoads(stack);

describe('more than the tables and rings of the kernel have room for: counted + lost = sent', () => {
  let sonde: Sonde;
  const atFirst = new Map<Load, number>();
  before(async () => {
    sonde = stack.use(await startSonde({ flags }));
    for (const load of [...told, ...rings, ...tables]) atFirst.set(load, sum(await valuesOf(sonde, load)));
    await whileTheAgentStandsStill(sonde, async () => {
      await Promise.all(told.map(({ make }) => make()));
      for (const { make } of rings) await make();
    });
    for (const { make } of tables) await make();
  });
  after(() => stack.disposeAsync());

  const arrivesEverywhere = (load: Load) =>
    test(load.what, async (t) => {
      const then = await arrives(t, sonde, load, atFirst.get(load) ?? Number.NaN);
      await saysThatItWasFull(sonde, load);
      await eventually('the same in Prometheus and the API', arrivalMs, () => sameEverywhere(sonde, load, then));
    });

  // At once: of an edge that is idle while its table is full nothing is told for long.
  for (const load of told) {
    arrivesEverywhere(load);
    test(`${load.what}: what is told and what is lost`, () => eventually('all that were counted', arrivalMs, () => toldOrLost(sonde, load)));
  }
  for (const load of [...rings, ...tables]) arrivesEverywhere(load);
});
