import { counted, countText } from '#contract/count-text.ts';
import type { Light, LightInput, LightThing } from '#contract/history.ts';
import type { Doctor, Topology } from '#contract/routes.ts';
import { checkCount, findingsIn, findingsQuery, findingValue } from '../doctor/findings.ts';
import type { Sample } from '../store/prometheus.ts';
import { illEdgesQuery } from '../topology/ill-edges.ts';
import { findings, type Signal } from './signals.ts';

const order: readonly LightThing['state'][] = ['critical', 'warning', 'unknown', 'ok'];
const mostThings = 3;
const worstFirst = (a: LightThing, b: LightThing) => order.indexOf(a.state) - order.indexOf(b.state);

/** What a signal finds wrong. */
export function thingsOf(signal: Signal, samples: readonly Sample[]): LightThing[] {
  return samples
    .filter(({ value }) => Number.isFinite(value) && value >= signal.warning)
    .sort((a, b) => b.value - a.value)
    .map(({ value, labels }) => ({
      ...signal.about(labels),
      state: value >= signal.critical ? ('critical' as const) : ('warning' as const),
      says: signal.says(value, labels),
    }));
}

const stateAt = (value: number, { warning, critical }: Pick<Signal, 'warning' | 'critical'>): LightThing['state'] =>
  value >= critical ? 'critical' : value >= warning ? 'warning' : 'ok';

/** What a signal was held against, and how near the worst came to it. */
export function inputOf(signal: Signal, query: string, samples: readonly Sample[]): LightInput {
  const { name, unit, warning, critical, about } = signal;
  const worst = samples.reduce<Sample | undefined>((known, sample) => (known === undefined || sample.value > known.value ? sample : known), undefined);
  const limits = { warning, critical: Number.isFinite(critical) ? critical : null };
  if (worst === undefined || !Number.isFinite(worst.value)) return { name, state: 'ok', value: null, unit, of: '', ...limits, query };
  return { name, state: stateAt(worst.value, signal), value: worst.value, unit, of: about(worst.labels).name, ...limits, query };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const withoutStop = (text: string) => text.replace(/\.$/, '');

/** What is wrong rather than how many alerts tell of it, which are no more of the same. */
function inWords(things: readonly LightThing[], worst: LightThing): string {
  const causes = things.filter(({ kind }) => kind !== 'alerts');
  const first = causes.find(({ state }) => state === worst.state) ?? worst;
  const others = first === worst && worst.kind === 'alerts' ? 0 : causes.length - 1;
  return `${first.says.startsWith(first.name) ? '' : `${first.name}: `}${withoutStop(first.says)}${others === 0 ? '' : `, and ${countText(others)} more`}.`;
}

/** A light has the colour of the worst thing, and says how many there are of it. */
export function lightOf(name: Light['name'], found: readonly LightThing[], calm: string, inputs: readonly LightInput[] = []): Light {
  const things = [...found].sort(worstFirst);
  const [first] = things;
  if (first === undefined) return { name, state: 'ok', says: `${capital(calm)}.`, things: [], more: 0, inputs: [...inputs] };
  return {
    name,
    state: first.state,
    says: inWords(things, first),
    things: things.slice(0, mostThings),
    more: Math.max(0, things.length - mostThings),
    inputs: [...inputs],
  };
}

/** By their names, with their namespaces where there is more than one. */
function namesOf(nodes: Topology['nodes']): ReadonlyMap<string, string> {
  const namespaces = new Set(nodes.map(({ namespace = '' }) => namespace).filter((namespace) => namespace !== ''));
  return new Map(nodes.map(({ id, name, namespace = '' }) => [id, namespace === '' || namespaces.size < 2 ? name : `${namespace}/${name}`]));
}

/** Edges that fail, by how much fails on them: a node is bad because of its edges, so that it need not be told as well. */
export function networkThings({ edges, nodes }: Topology): LightThing[] {
  const names = namesOf(nodes);
  const failing = ({ l4, l7 }: Topology['edges'][number]) => l4.failuresPerSecond + l7.errorsPerSecond;
  return edges
    .filter(({ health: { state }, own }) => !own && (state === 'critical' || state === 'warning'))
    .sort((a, b) => failing(b) - failing(a))
    .map(({ id, client, server, health: { state, reasons } }) => ({
      kind: 'edge',
      id,
      name: `${names.get(client) ?? client} → ${names.get(server) ?? server}`,
      state,
      says: reasons[0] ?? '',
    }));
}

/** How many edges are not well, and by which question to Prometheus as many are found. */
export function networkInput(topology: Topology, intervalSeconds: number): LightInput {
  const things = networkThings(topology);
  const state = things.some((thing) => thing.state === 'critical') ? 'critical' : things.length > 0 ? 'warning' : 'ok';
  return {
    name: 'connections that fail or are slow',
    state,
    value: things.length,
    unit: '',
    of: things[0]?.name ?? '',
    warning: null,
    critical: null,
    query: illEdgesQuery(topology, intervalSeconds),
  };
}

/** Who has watched for less than this has seen little. */
const littleSeconds = 120;

export function networkCalm({ edges, watchedSeconds }: Pick<Topology, 'edges' | 'watchedSeconds'>): string {
  const asked = edges.filter(({ l7 }) => l7.seen).length;
  const seen = asked === 0 ? '' : `, requests seen on ${countText(asked)}`;
  const within = watchedSeconds < littleSeconds ? ` in the ${Math.round(watchedSeconds)} s that were watched` : '';
  return `${counted(edges.length, 'connection')} between workloads${seen}, and none fails${within}`;
}

const findingStates = { failed: 'critical', warning: 'warning' } as const;

export function pipelineThings(doctor: Doctor): LightThing[] {
  return findingsIn(doctor).map(({ name, state, says }) => ({ kind: 'check', id: name, name, state: findingStates[state], says }));
}

/** The same of now as what is kept of it says later. */
export function pipelineInput(doctor: Doctor): LightInput {
  const samples = findingsIn(doctor).map(({ name, state }) => ({ labels: { check: name }, value: findingValue[state] }));
  return inputOf(findings, findingsQuery, [{ labels: {}, value: 0 }, ...samples]);
}

export function pipelineCalm(doctor: Doctor): string {
  const { length } = doctor.hosts;
  return `all ${countText(checkCount(doctor))} checks of Sonde itself are fine on ${counted(length, 'node')}`;
}
