import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { logMetrics } from '#contract/log-metrics.ts';
import { edgeLabels, type Metric } from '#contract/metric.ts';
import { agentMetrics } from '#contract/metrics.ts';
import { recordedSeries } from '#contract/recorded.ts';

/** A made-up host with so many edges: every metric of agent and logs, and every recorded series, as a scrape has them. */

type Labels = Readonly<Record<string, string>>;

/** How many edges one server has, and of which every second is seen from both ends. */
const clientsOfOne = 5;
/** Of a closed list so many values; of an open one those that boards ask for. */
const shown: Readonly<Record<string, number>> = { protocol: 1, transport: 1 };
const open: Readonly<Record<string, readonly string[]>> = {
  status: ['200', '500'],
  method: ['GET'],
  mode: ['user', 'system', 'idle'],
  type: ['working_set', 'anon', 'file'],
  resource: ['cpu', 'memory', 'io'],
  device: ['eth0', 'vda'],
  stage: ['read', 'deliver'],
};

const isOfEdges = ({ labels }: Pick<Metric, 'labels'>) => labels.includes('client') && labels.includes('server');

function endsOf(edge: number): Labels {
  const ends = { client: `client-${edge}`, client_kind: 'container', client_namespace: `team-${edge % 20}` };
  const server = Math.floor(edge / clientsOfOne);
  return { ...ends, server: `server-${server}`, server_kind: 'container', server_namespace: `team-${server % 20}`, server_port: '8080' };
}

function valuesOf(label: string, { values = {} }: Partial<Pick<Metric, 'values'>>): readonly string[] {
  const closed = values[label];
  return closed === undefined ? (open[label] ?? ['one']) : closed.slice(0, shown[label] ?? 2);
}

/** Every set of labels that a metric has on such a host. */
function labelSets(metric: Pick<Metric, 'labels'> & Partial<Pick<Metric, 'values'>>, edges: number): Labels[] {
  const known: Labels[] = isOfEdges(metric)
    ? Array.from({ length: edges }, (_, edge) => edge).flatMap((edge) => {
        const ends = endsOf(edge);
        if (!metric.labels.includes('observed')) return [ends];
        return (edge % 2 === 0 ? ['client', 'server'] : ['client']).map((observed) => ({ ...ends, observed }));
      })
    : [{}];
  const rest = metric.labels.filter(
    (label) => !(isOfEdges(metric) && (edgeLabels as readonly string[]).includes(label)) && label !== 'cluster' && label !== 'node',
  );
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

/** What Prometheus scrapes; a new value in each series at each scrape. */
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
