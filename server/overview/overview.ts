import type { Light, LightThing } from '#contract/history.ts';
import type { Doctor, Overview as OverviewReply, Topology } from '#contract/routes.ts';
import { detailed } from '../answers/detailed.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import type { Refresher } from '../answers/refresher.ts';
import { coveredSeconds } from '../history/covered.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { Maps } from '../topology/maps.ts';
import { iso, type Range } from '../topology/window.ts';
import { lightOf, networkCalm, networkThings, pipelineCalm, pipelineThings, thingsOf } from './lights.ts';
import { type Asked, calm, signals } from './signals.ts';

export interface OverviewOptions {
  readonly maps: Maps;
  readonly doctor: Refresher<Prepared<Doctor>>;
  readonly prometheus: Prometheus;
  readonly intervalSeconds: number;
}

/** What is unhealthy, why, and what to look at first. */
export interface Overview {
  get(range: Range): Promise<Prepared<OverviewReply>>;
}

const windowsKept = 32;

type Found = ReadonlyMap<Light['name'], readonly LightThing[]>;

async function ask(prometheus: Prometheus, asked: Asked, atMs: number): Promise<Found> {
  const things = await Promise.all(
    signals.map(async (signal) => ({ light: signal.light, things: thingsOf(signal, await prometheus.instant(signal.query(asked), atMs)) })),
  );
  const grouped = Map.groupBy(things, ({ light }) => light);
  return new Map([...grouped].map(([light, all]) => [light, all.flatMap((one) => one.things)]));
}

/** A light of which nothing is measured is not there. */
async function measuredLights(prometheus: Prometheus, found: Found, asked: Asked, atMs: number): Promise<Light[]> {
  const names = Object.keys(calm) as (keyof typeof calm)[];
  const lights = await Promise.all(
    names.map(async (name) => {
      const [sample] = await prometheus.instant(calm[name].query(asked), atMs);
      return sample === undefined ? [] : [lightOf(name, found.get(name) ?? [], calm[name].says(sample.value, sample.labels))];
    }),
  );
  return lights.flat();
}

const presentMs = 120_000;

/** The doctor examines the present only: of the past it would tell what is not so. */
const isPresent = ({ to, stale }: Topology): boolean => stale !== null || Date.now() - Date.parse(to) < presentMs;

function networkLight(topology: Topology, found: Found): Light[] {
  const things = [...networkThings(topology), ...(found.get('network') ?? [])];
  return topology.edges.length === 0 && things.length === 0 ? [] : [lightOf('network', things, networkCalm(topology))];
}

export function overview({ maps, doctor, prometheus, intervalSeconds }: OverviewOptions): Overview {
  const answers = detailed<OverviewReply>(windowsKept);
  const make = async (topology: Topology, examined: Doctor): Promise<OverviewReply> => {
    const { at, from, to, stale } = topology;
    const pipeline = isPresent(topology) ? [lightOf('pipeline', pipelineThings(examined), pipelineCalm(examined))] : [];
    // What is asked of the metrics anew has no answer while they are away: the doctor says so, and the rest would be guesses.
    if (stale !== null) return { at, from, to, stale, lights: [...networkLight(topology, new Map()), ...pipeline] };
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const range = `[${Math.round((toMs - fromMs) / 1000)}s]`;
    const asked = { range, covered: coveredSeconds(range, intervalSeconds) };
    const found = await ask(prometheus, asked, toMs);
    return { at, from, to, stale, lights: [...networkLight(topology, found), ...(await measuredLights(prometheus, found, asked, toMs)), ...pipeline] };
  };
  /** Where there is no map at all, what Sonde itself lacks is told all the same. */
  const withoutMap = async (range: Range, examined: Doctor, error: unknown): Promise<Prepared<OverviewReply>> => {
    if (!(error instanceof PrometheusError) || error.kind !== 'away') throw error;
    const { fromMs, toMs } = maps.windowOf(range);
    const pipeline = lightOf('pipeline', pipelineThings(examined), pipelineCalm(examined));
    const stale = { since: examined.at, reason: error.message };
    return await prepare({ at: examined.at, from: iso(fromMs), to: iso(toMs), stale, lights: [pipeline] });
  };
  return {
    get: async (range) => {
      const [found, examined] = await Promise.all([maps.of(range).catch((error: unknown) => ({ error })), doctor.get()]);
      if ('error' in found) return await withoutMap(range, examined.value, found.error);
      const map = found;
      const keepMs = maps.keepMs({ fromMs: Date.parse(map.value.from), toMs: Date.parse(map.value.to) });
      const asked = { words: JSON.stringify([range.from, range.to]), exact: `${map.etag} ${examined.etag}`, keepMs };
      return await answers.get(asked, () => make(map.value, examined.value));
    },
  };
}
