import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logMetrics } from '#contract/log-metrics.ts';
import type { Metric } from '#contract/metric.ts';
import { agentMetrics } from '#contract/metrics.ts';
import { recordedSeries } from '#contract/recorded.ts';

type Labels = Readonly<Record<string, string>>;

/** How many edges one server has, and of which every second is seen from both ends. */
const clientsOfOne = 5;
/** What fails, is reset or is dropped has series where it happened: on one edge in so many. */
const oneInReasons = 5;
/** Of a closed list so many values; of an open one those that boards ask for. */
const shown: Readonly<Record<string, number>> = { protocol: 1, transport: 1 };
const open: Readonly<Record<string, readonly string[]>> = {
  status: ['200', '500'],
  method: ['GET'],
  mode: ['user', 'system', 'idle'],
  type: ['working_set', 'anon', 'file'],
  resource: ['cpu', 'memory', 'io'],
  le: ['0.001', '0.0025', '0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'],
  device: ['eth0', 'vda'],
  stage: ['read', 'deliver'],
};

function serverOf(edge: number): Labels {
  const server = Math.floor(edge / clientsOfOne);
  return { server: `server-${server}`, server_kind: 'container', server_namespace: `team-${server % 20}`, server_port: '8080' };
}

function endsOf(edge: number): Labels {
  return { client: `client-${edge}`, client_kind: 'container', client_namespace: `team-${edge % 20}`, ...serverOf(edge) };
}

/** Every so many of the edges. */
const some = (edges: number, every: number) => Array.from({ length: edges / every }, (_, at) => at * every);

/** Whose series they are: an edge's, seen from its ends; a server's; the host's. */
function subjects({ labels }: Pick<Metric, 'labels'>, edges: number): Labels[] {
  const only = (known: Labels): Labels => Object.fromEntries(Object.entries(known).filter(([label]) => labels.includes(label)));
  if (!labels.includes('server')) return [{}];
  if (!labels.includes('client')) return some(edges, clientsOfOne).map((edge) => only(serverOf(edge)));
  const of = some(edges, labels.includes('reason') ? oneInReasons : 1);
  if (!labels.includes('observed')) return of.map((edge) => only(endsOf(edge)));
  return of.flatMap((edge) => (edge % 2 === 0 ? ['client', 'server'] : ['client']).map((observed) => ({ ...endsOf(edge), observed })));
}

function valuesOf(label: string, { values = {} }: Partial<Pick<Metric, 'values'>>): readonly string[] {
  const closed = values[label];
  return closed === undefined ? (open[label] ?? ['one']) : closed.slice(0, shown[label] ?? 2);
}

/** Every set of labels that a metric has on such a host. */
function labelSets(metric: Pick<Metric, 'labels'> & Partial<Pick<Metric, 'values'>>, edges: number): Labels[] {
  const known = subjects(metric, edges);
  const given = ['cluster', 'node', ...Object.keys(known[0] ?? {})];
  const rest = metric.labels.filter((label) => !given.includes(label));
  return rest.reduce<Labels[]>((sets, label) => valuesOf(label, metric).flatMap((value) => sets.map((set) => ({ ...set, [label]: value }))), known);
}

const written = (name: string, labels: Labels) => {
  const inside = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return inside.length === 0 ? `${name} ` : `${name}{${inside.join(',')}} `;
};

function namesOf({ name, labels, values, type, buckets }: Metric, edges: number): string[] {
  const sets = labelSets({ labels, values }, edges);
  if (type !== 'histogram') return sets.map((set) => written(name, set));
  const bounds = [...buckets.map(String), '+Inf'];
  return sets.flatMap((set) => [...bounds.map((le) => written(`${name}_bucket`, { ...set, le })), written(`${name}_sum`, set), written(`${name}_count`, set)]);
}

/** A made-up host with so many edges: every metric of agent and logs, and every recorded series; a new value in each at each scrape. */
export class MadeHost implements AsyncDisposable {
  readonly series: number;
  readonly #server: Server;

  private constructor(server: Server, series: number) {
    this.#server = server;
    this.series = series;
  }

  static async start(edges: number): Promise<MadeHost> {
    const raw = [...agentMetrics, ...logMetrics].flatMap((metric) => namesOf(metric, edges));
    const all = [...raw, ...recordedSeries.flatMap((series) => labelSets(series, edges).map((set) => written(series.name, set)))];
    let scrapes = 0;
    const server = createServer((_, response) => {
      scrapes += 1;
      response.setHeader('content-type', 'text/plain; version=0.0.4').end(`${all.map((start, at) => `${start}${scrapes * ((at % 7) + 1)}`).join('\n')}\n`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MadeHost(server, all.length);
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
