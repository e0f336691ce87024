import { type Static, Type } from 'typebox';
import { identityId } from '#contract/identity.ts';
import { type EdgeDetail, routes } from '#contract/routes.ts';
import { type Counted, countedByApi, countedIn, countedMetrics, processIdentity, type Sample, textOf } from './counted.ts';
import { getJson, type Sonde } from './sonde.ts';

const ends = ['client', 'server'] as const;

/** The raw counters that the agent exposes now, of every edge of these processes. */
export async function onMetrics(sonde: Sonde, of: readonly string[]): Promise<Counted> {
  const isOf = (labels: Sample['labels']) => ends.some((end) => labels[`${end}_kind`] === 'process' && of.includes(labels[end] ?? ''));
  return countedIn((await scraped(sonde)).filter(({ labels }) => isOf(labels)));
}

let last: { readonly text: string; readonly samples: readonly Sample[] } = { text: '', samples: [] };

/** Every sample on the agent's /metrics. */
export async function scraped(sonde: Sonde): Promise<readonly Sample[]> {
  const text = await sonde.metrics();
  // Many tests have the same answer: it is read once.
  if (text !== last.text) last = { text, samples: text.split('\n').flatMap(sampleOf) };
  return last.samples;
}

function sampleOf(line: string): Sample[] {
  const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (value === undefined) return [];
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text.replaceAll(/\\(.)/g, '$1')] as const);
  return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
}

const Matrix = Type.Object({
  data: Type.Object({
    resultType: Type.Literal('matrix'),
    result: Type.Array(Type.Object({ metric: Type.Record(Type.String(), Type.String()), values: Type.Array(Type.Tuple([Type.Number(), Type.String()])) })),
  }),
});
type Series = Static<typeof Matrix>['data']['result'][number];

/** What Prometheus' raw samples have gained since the start: positive differences, with a fall taken for a new start at 0. */
export async function inPrometheus(sonde: Sonde, of: readonly string[]): Promise<Counted> {
  const selectors = ends.map((end) => `{__name__=~"${countedMetrics.join('|')}",${end}=~"${of.join('|')}",${end}_kind="process"}`);
  const found = (await Promise.all(selectors.map((selector) => gained(sonde, selector)))).flat();
  return countedIn([...new Map(found.map((sample) => [JSON.stringify([sample.name, sample.labels]), sample])).values()]);
}

/** The same for every series of a selector. */
export async function gained(sonde: Sonde, selector: string): Promise<Sample[]> {
  return (await rawSeries(sonde, selector)).map(({ metric: { __name__: name = '', ...labels }, values }) => ({ name, labels, value: gainOf(values) }));
}

async function rawSeries(sonde: Sonde, selector: string): Promise<Series[]> {
  const url = `http://127.0.0.1:${sonde.ports.prometheus}/api/v1/query?query=${encodeURIComponent(`${selector}[1h]`)}`;
  return (await getJson(url, Matrix)).data.result;
}

function gainOf(values: Series['values']): number {
  const numbers = values.map(([, value]) => Number(value));
  return numbers.slice(1).reduce((sum, value, at) => sum + (value >= (numbers[at] ?? 0) ? value - (numbers[at] ?? 0) : value), 0);
}

/** What the API says since the start of the one edge of a process that has no other. */
export async function edgeInApi(sonde: Sonde, client: string): Promise<EdgeDetail> {
  const window = `from=${sonde.up.startedAt.toISOString()}`;
  const { edges } = await sonde.get(`/api/topology?${window}`, routes['GET /api/topology'].reply);
  const [edge, ...more] = edges.filter((one) => one.client === identityId(processIdentity(client)));
  if (edge === undefined || more.length > 0) throw new Error(`${client} has ${more.length + Number(edge !== undefined)} edges, not one`);
  return sonde.get(`/api/edges/${edge.id}?${window}`, routes['GET /api/edges/:id'].reply);
}

/** What the API counts since the start on each edge of these processes that it shows. */
export async function fromApi(sonde: Sonde, of: readonly string[]): Promise<Counted> {
  const window = `from=${sonde.up.startedAt.toISOString()}`;
  const { edges } = await sonde.get(`/api/topology?${window}`, routes['GET /api/topology'].reply);
  const ids = of.map((name) => identityId(processIdentity(name)));
  const wanted = edges.filter(({ client, server }) => ids.includes(client) || ids.includes(server));
  const details = await Promise.all(wanted.map(({ id }) => sonde.get(`/api/edges/${id}?${window}`, routes['GET /api/edges/:id'].reply)));
  return Object.assign(
    {},
    ...details.map((detail) => {
      const { client, server, port, transport } = detail.edge;
      return countedByApi(textOf(client, server, port, transport), detail);
    }),
  );
}
