import type { Static } from 'typebox';
import type { Alert, AlertEvidence } from '#contract/alerts.ts';
import type { Series } from '#contract/edge-counts.ts';
import { writtenValue } from '#contract/find/write.ts';
import type { Topology } from '#contract/routes.ts';
import { endingAt, stepsIn, valuesIn } from '../history/draw.ts';
import type { Logs } from '../logs/logs.ts';
import type { Prometheus, RawSeries } from '../store/prometheus.ts';
import type { RecordStore } from '../store/store.ts';
import type { Maps } from '../topology/maps.ts';
import { iso, type Window } from '../topology/window.ts';
import { changesQuery } from './changes.ts';
import { linksOf } from './links.ts';
import { isOf, only } from './own-series.ts';
import { afterMs, aroundOf, beforeOf, comparedOf, duringOf, windowOf } from './times.ts';
import { namesOf, whomOf } from './whom.ts';

export interface EvidenceSources {
  readonly prometheus: Pick<Prometheus, 'range' | 'instant'>;
  readonly maps: Pick<Maps, 'of'>;
  readonly records: Pick<RecordStore, 'query'>;
  readonly logs: Pick<Logs, 'changed' | 'oldestKeptMs'>;
  readonly intervalSeconds: number;
  /** What fails is left out of the evidence, and told here. */
  readonly onFailure: (error: unknown) => void;
}

const minuteMs = 60_000;
const points = 120;
const mostSeries = 16;
const mostEvents = 50;
const mostPatterns = 10;
const mostNodes = 50;
const mostEdges = 100;
const comparisons = ['>', '>=', '<', '<=', '==', '!='] as const;

type Line = Static<typeof Series>;

async function graphOf(alert: Alert, { prometheus, intervalSeconds }: EvidenceSources, window: Window): Promise<AlertEvidence['graph']> {
  if (alert.expression === null) return null;
  const steps = endingAt(stepsIn(window, intervalSeconds, points), window.toMs);
  const own = (await prometheus.instant(alert.expression, Date.parse(alert.since))).filter(isOf(alert)).slice(0, mostSeries);
  const found = await prometheus.range(only(own, alert.expression), steps);
  const name = (raw: RawSeries) =>
    Object.entries(raw.labels)
      .map(([label, value]) => `${label}=${value}`)
      .join(' ');
  const series: Line[] = found
    .filter(isOf(alert))
    .slice(0, mostSeries)
    .map((raw) => ({ name: name(raw), unit: alert.unit, values: valuesIn(steps, raw) }));
  return {
    query: alert.expression,
    comparison: comparisons.find((known) => known === alert.annotations.comparison) ?? '>',
    threshold: alert.threshold,
    unit: alert.unit,
    from: iso(steps.startMs),
    to: iso(steps.endMs),
    stepSeconds: steps.stepSeconds,
    series,
  };
}

/** Whom the alert is about, on a map. */
function isAbout({ entity }: Alert): (id: string, hosts: readonly string[]) => boolean {
  if (entity?.kind === 'node') return (id, hosts) => id === `host:${entity.id}` || hosts.includes(entity.id);
  return (id) => id === entity?.id;
}

function near(alert: Alert, { nodes, edges }: Topology): Pick<AlertEvidence['neighbours'], 'nodes' | 'edges'> {
  const isIt = isAbout(alert);
  const about = new Set(nodes.filter(({ id, hosts }) => isIt(id, hosts)).map(({ id }) => id));
  const itself = edges.find(({ id }) => alert.entity?.kind === 'edge' && id === alert.entity.id);
  if (itself !== undefined) for (const id of [itself.client, itself.server]) about.add(id);
  const touching = edges.filter(({ client, server }) => about.has(client) || about.has(server));
  const rank = { critical: 0, warning: 1, unknown: 2, ok: 3 } as const;
  const shown = touching.sort((a, b) => Number(b === itself) - Number(a === itself) || rank[a.health.state] - rank[b.health.state]).slice(0, mostEdges);
  const ids = new Set([...about, ...shown.flatMap(({ client, server }) => [client, server])]);
  return {
    nodes: nodes
      .filter(({ id }) => ids.has(id))
      .slice(0, mostNodes)
      .map(({ id, name, health }) => ({ id, name, health: health.state })),
    edges: shown.map(({ id, client, server, health }) => ({ id, client, server, health: health.state })),
  };
}

async function neighboursOf(alert: Alert, { maps }: EvidenceSources, nowMs: number): Promise<AlertEvidence['neighbours']> {
  const atMs = Math.min(nowMs, Date.parse(alert.since) + afterMs);
  const isNow = nowMs - atMs < minuteMs;
  const map = await maps.of(isNow ? {} : { from: iso(atMs - 3 * afterMs), to: iso(atMs) });
  return { at: map.at, ...near(alert, map.value) };
}

async function eventsOf(alert: Alert, { records }: EvidenceSources, window: Window): Promise<AlertEvidence['events']> {
  const query = `${whomOf(alert)} -${changesQuery}`.trim();
  return { query, records: await records.query({ ...window, find: query, limit: mostEvents }) };
}

const spanOf = ({ fromMs, toMs }: Window) => ({ from: iso(fromMs), to: iso(toMs) });
const inUs = ({ fromMs, toMs }: Window) => ({ fromUs: Math.round(fromMs * 1000), toUs: Math.round(toMs * 1000) });

async function patternsOf(alert: Alert, { logs }: EvidenceSources, window: Window, begunMs: number): Promise<AlertEvidence['patterns']> {
  const query = whomOf(alert);
  const nothing = { query, during: spanOf(window), before: null, keptFrom: null, isChanged: false, found: [] };
  if (query === '') return nothing;
  const signal = AbortSignal.timeout(5000);
  const keptMs = await logs.oldestKeptMs(inUs({ fromMs: beforeOf(window).fromMs, toMs: window.toMs }), signal);
  if (keptMs === undefined) return nothing;
  const { during, before } = comparedOf(window, begunMs, keptMs);
  const asked = { query, during: inUs(during), ...(before && { before: inUs(before) }), limit: mostPatterns };
  const { isChanged, found } = await logs.changed(asked, signal);
  return {
    query,
    during: spanOf(during),
    before: before === undefined ? null : spanOf(before),
    keptFrom: iso(keptMs),
    isChanged,
    found: found.map(({ pattern, says, identity, before: lines = null, during: count }) => ({
      app: identity ?? namesOf(alert)[0] ?? '',
      pattern: says,
      before: lines,
      during: count,
      query: `${query} pattern=${writtenValue(pattern)}`,
    })),
  };
}

/** When the condition of an alert began to hold, as Prometheus keeps it; where it does not, when it fired. */
async function begunMsOf(alert: Alert, { prometheus }: EvidenceSources): Promise<number> {
  const sinceMs = Date.parse(alert.since);
  const states = await prometheus.instant(`ALERTS_FOR_STATE{alertname=${JSON.stringify(alert.name)}}`, sinceMs);
  return Math.min(sinceMs, ...states.filter(isOf(alert)).map(({ value }) => value * 1000));
}

/** What may explain an alert, from where it is kept. */
export async function evidenceOf(alert: Alert, sources: EvidenceSources): Promise<Omit<AlertEvidence, 'alert' | 'stale'>> {
  const nowMs = Date.now();
  const window = windowOf(alert, nowMs);
  const around = aroundOf(alert, nowMs);
  const or = async <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    await work.catch((error: unknown) => {
      sources.onFailure(error);
      return otherwise;
    });
  const begunMs = await or(begunMsOf(alert, sources), Date.parse(alert.since));
  const during = duringOf(alert, begunMs, nowMs);
  const [graph, neighbours, events, patterns] = await Promise.all([
    or(graphOf(alert, sources, window), null),
    or(neighboursOf(alert, sources, nowMs), { at: iso(nowMs), nodes: [], edges: [] }),
    or(eventsOf(alert, sources, around), { query: '', records: [] }),
    or(patternsOf(alert, sources, during, begunMs), null),
  ]);
  return { from: iso(window.fromMs), to: iso(window.toMs), graph, neighbours, events, patterns, links: linksOf(alert, window) };
}
