import type { Alert } from '#contract/alerts.ts';
import type { Light, LightInput, LightThing } from '#contract/history.ts';
import type { Doctor, Overview as OverviewReply, Topology } from '#contract/routes.ts';
import { detailed } from '../answers/detailed.ts';
import { type Prepared, prepare } from '../answers/prepared.ts';
import type { Refresher } from '../answers/refresher.ts';
import { isPast } from '../doctor/findings.ts';
import { coveredSeconds } from '../history/covered.ts';
import type { Prometheus } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import type { Maps } from '../topology/maps.ts';
import { iso, type Range } from '../topology/window.ts';
import { alertInput, alertThings, firingByLight, firingNow, firingQuery, type Told } from './alerts.ts';
import { inputOf, lightOf, networkCalm, networkInput, networkThings, pipelineCalm, pipelineInput, pipelineThings, thingsOf } from './lights.ts';
import { type Asked, calm, type Signal, signals } from './signals.ts';

export interface OverviewOptions {
  readonly maps: Maps;
  readonly doctor: Refresher<Prepared<Doctor>>;
  readonly prometheus: Prometheus;
  readonly intervalSeconds: number;
  /** As they are now; undefined where that is not known. */
  readonly alerts: () => readonly Alert[] | undefined;
}

/** What is unhealthy, why, and what to look at first. */
export interface Overview {
  get(range: Range): Promise<Prepared<OverviewReply>>;
}

const windowsKept = 32;

/** What was found for a light, and by what. */
interface Found {
  readonly things: readonly LightThing[];
  readonly inputs: readonly LightInput[];
}
type Lit = ReadonlyMap<Light['name'], Found>;

const nothing: Found = { things: [], inputs: [] };

interface Moment {
  readonly prometheus: Prometheus;
  readonly asked: Asked;
  readonly atMs: number;
}

async function judged(signal: Signal, { prometheus, asked, atMs }: Moment): Promise<Found & { readonly light: Light['name'] }> {
  const query = signal.query(asked);
  const samples = await prometheus.instant(query, atMs);
  return { light: signal.light, things: thingsOf(signal, samples), inputs: [inputOf(signal, query, samples)] };
}

async function toldAt({ prometheus, atMs }: Moment, now: readonly Alert[] | undefined): Promise<Told> {
  return now === undefined ? { samples: await prometheus.instant(firingQuery, atMs), query: firingQuery } : { samples: firingNow(now), query: '' };
}

/** Alerts stand before what else was found: somebody decided that these matter. */
async function ask(moment: Moment, isPresent: boolean, now: readonly Alert[] | undefined): Promise<Lit> {
  const [told, ...found] = await Promise.all([
    toldAt(moment, now),
    ...signals.filter(({ light }) => !(isPresent && light === 'pipeline')).map((signal) => judged(signal, moment)),
  ]);
  const firing = firingByLight(told.samples);
  const grouped = Map.groupBy(found, ({ light }) => light);
  const names = new Set([...grouped.keys(), ...firing.keys(), 'network', 'pipeline'] as const);
  return new Map([...names].map((name) => [name, together(name, { ...told, samples: firing.get(name) ?? [] }, grouped.get(name) ?? [])]));
}

function together(name: Light['name'], told: Told, found: readonly Found[]): Found {
  return {
    things: [...alertThings(name, told.samples), ...found.flatMap(({ things }) => things)],
    inputs: [alertInput(told), ...found.flatMap(({ inputs }) => inputs)],
  };
}

type Calm = keyof typeof calm;

/** A light of which nothing is measured is not there. */
async function measuredLights(found: Lit, { prometheus, asked, atMs }: Moment, names: readonly Calm[]): Promise<Light[]> {
  const lights = await Promise.all(
    names.map(async (name) => {
      const [sample] = await prometheus.instant(calm[name].query(asked), atMs);
      const { things, inputs } = found.get(name) ?? nothing;
      return sample === undefined && things.length === 0
        ? []
        : [lightOf(name, things, sample === undefined ? '' : calm[name].says(sample.value, sample.labels), inputs)];
    }),
  );
  return lights.flat();
}

const isPresent = ({ to, stale }: Topology): boolean => stale !== null || !isPast(Date.parse(to));

function networkLight(topology: Topology, { things: told, inputs }: Found, intervalSeconds: number): Light[] {
  const [alerts, others] = [told.filter(({ kind }) => kind === 'alerts'), told.filter(({ kind }) => kind !== 'alerts')];
  const things = [...alerts, ...networkThings(topology), ...others];
  if (topology.edges.length === 0 && things.length === 0) return [];
  return [lightOf('network', things, networkCalm(topology), [...inputs, networkInput(topology, intervalSeconds)])];
}

function pipelineLight(examined: Doctor, { things, inputs }: Found): Light {
  return lightOf('pipeline', [...things, ...pipelineThings(examined)], pipelineCalm(examined), [...inputs, pipelineInput(examined)]);
}

/** Only alerts light these. */
const litByAlerts = ['logs', 'other'] as const;

function alertLights(found: Lit): Light[] {
  return litByAlerts.flatMap((name) => {
    const { things, inputs } = found.get(name) ?? nothing;
    return things.length === 0 ? [] : [lightOf(name, things, '', inputs)];
  });
}

export function overview({ maps, doctor, prometheus, intervalSeconds, alerts }: OverviewOptions): Overview {
  const answers = detailed<OverviewReply>(windowsKept);
  const make = async (topology: Topology, examined: Doctor): Promise<OverviewReply> => {
    const { at, from, to, stale } = topology;
    const isNow = isPresent(topology);
    // What is asked of the metrics anew has no answer while they are away: the doctor says so, and the rest would be guesses.
    if (stale !== null) return { at, from, to, stale, lights: [...networkLight(topology, nothing, intervalSeconds), pipelineLight(examined, nothing)] };
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    const range = `[${Math.round((toMs - fromMs) / 1000)}s]`;
    const moment = { prometheus, asked: { range, covered: coveredSeconds(range, intervalSeconds) }, atMs: toMs };
    const found = await ask(moment, isNow, isNow ? alerts() : undefined);
    const measured = await measuredLights(found, moment, isNow ? ['compute', 'memory', 'storage'] : ['compute', 'memory', 'storage', 'pipeline']);
    const pipeline = isNow ? [pipelineLight(examined, found.get('pipeline') ?? nothing)] : [];
    const network = networkLight(topology, found.get('network') ?? nothing, intervalSeconds);
    return { at, from, to, stale, lights: [...network, ...measured, ...pipeline, ...alertLights(found)] };
  };
  /** Where there is no map at all, what Sonde itself lacks is told all the same. */
  const withoutMap = async (range: Range, examined: Doctor, error: unknown): Promise<Prepared<OverviewReply>> => {
    if (!(error instanceof PrometheusError) || error.kind !== 'away') throw error;
    const { fromMs, toMs } = maps.windowOf(range);
    const stale = { since: examined.at, reason: error.message };
    return await prepare({ at: examined.at, from: iso(fromMs), to: iso(toMs), stale, lights: [pipelineLight(examined, nothing)] });
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
