import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Sparklines } from '#contract/history.ts';
import { hostCpu, hostIdentity, hostMemory, hostNetwork } from '#contract/host-metrics.ts';
import { identityId } from '#contract/identity.ts';
import { edgeRequestP99, edgeRequests } from '#contract/recorded.ts';
import type { Query } from '#contract/routes.ts';
import { realInterfaces } from '../nodes/use.ts';
import { badInput } from '../problem.ts';
import type { Labels, Prometheus } from '../store/prometheus.ts';
import { serverOf } from '../topology/edge-labels.ts';
import type { Maps } from '../topology/maps.ts';
import { lastIn, type Steps, stepsIn, valuesIn } from './draw.ts';
import { identityIn, oneOfNames } from './identity.ts';

interface Line {
  readonly name: string;
  readonly unit: string;
  /** `matching` are the names of those asked for, as a regular expression in quotes. */
  readonly query: (matching: string, steps: Steps) => string;
  readonly idOf: (labels: Labels) => string;
}

const points = 30;
const mostRows = 50;
const isIds = Compile(Type.Array(Type.String({ minLength: 1, maxLength: 600 }), { minItems: 1, maxItems: mostRows }));

const byServer = 'sum by (server, server_kind, server_namespace)';
const ofServer = (labels: Labels) => identityId(serverOf(labels));
const byIdentity = 'sum by (identity, identity_kind, identity_namespace)';
const ofIdentity = (labels: Labels) => identityId(identityIn(labels));
const ofNode = ({ node = '' }: Labels) => node;
const summed = (matchers: string, { stepSeconds, intervalSeconds }: Steps) =>
  `sum_over_time(${edgeRequests.name}{${matchers},protocol!="tls"}[${stepSeconds}s]) * ${intervalSeconds} / ${stepSeconds}`;

const linesOf: Readonly<Record<Query<'GET /api/sparklines'>['of'], readonly Line[]>> = {
  workloads: [
    { name: 'requests', unit: '1/s', query: (names, steps) => `${byServer} (${summed(`server=~${names}`, steps)})`, idOf: ofServer },
    { name: 'errors', unit: '1/s', query: (names, steps) => `${byServer} (${summed(`server=~${names},outcome="error"`, steps)})`, idOf: ofServer },
    {
      name: 'p99',
      unit: 's',
      query: (names, { stepSeconds }) =>
        `max by (server, server_kind, server_namespace) (max_over_time(${edgeRequestP99.name}{server=~${names},protocol!="tls"}[${stepSeconds}s]))`,
      idOf: ofServer,
    },
    {
      name: 'cpu',
      unit: 'cores',
      query: (names, { rateSeconds }) => `${byIdentity} (rate(${hostIdentity.cpuSeconds.name}{identity=~${names}}[${rateSeconds}s]))`,
      idOf: ofIdentity,
    },
    {
      name: 'memory',
      unit: 'bytes',
      query: (names, steps) => `${byIdentity} (${lastIn(`${hostIdentity.memoryBytes.name}{identity=~${names},type="working_set"}`, steps)})`,
      idOf: ofIdentity,
    },
  ],
  nodes: [
    {
      name: 'cpu',
      unit: 'ratio',
      query: (names, { rateSeconds }) =>
        `sum by (node) (rate(${hostCpu.seconds.name}{node=~${names},mode!="idle"}[${rateSeconds}s])) / on (node) ${hostCpu.cpus.name}`,
      idOf: ofNode,
    },
    {
      name: 'memory',
      unit: 'ratio',
      query: (names, steps) => `1 - ${lastIn(`${hostMemory.MemAvailable.name}{node=~${names}}`, steps)} / ${lastIn(hostMemory.MemTotal.name, steps)}`,
      idOf: ofNode,
    },
    {
      name: 'network',
      unit: 'bytes/s',
      query: (names, { rateSeconds }) =>
        `sum by (node) (rate(${hostNetwork.receivedBytes.name}{node=~${names},${realInterfaces}}[${rateSeconds}s])) + sum by (node) (rate(${hostNetwork.sentBytes.name}{node=~${names},${realInterfaces}}[${rateSeconds}s]))`,
      idOf: ofNode,
    },
  ],
};

/** `process:web` and `container:shop/web` are both called web, a path may hold slashes: each end of the id that may be its name. */
function namesIn(id: string): string[] {
  const rest = id.slice(id.indexOf(':') + 1);
  const slash = rest.indexOf('/');
  return slash < 0 ? [rest] : [rest, rest.slice(slash + 1)];
}

function readIds(text: string): string[] {
  const allowed = `a JSON array of 1 to ${mostRows} ids`;
  try {
    const ids: unknown = JSON.parse(text);
    if (isIds.Check(ids)) return ids;
  } catch (cause) {
    throw badInput('ids', allowed, `ids is not JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  throw badInput('ids', allowed, `ids is not ${allowed}`);
}

export interface SparklinesOptions {
  readonly maps: Maps;
  readonly prometheus: Prometheus;
  readonly intervalSeconds: number;
}

/** Lines for the rows that a person sees, and for no others: whatever the length of the table, the question is bounded. */
export function sparklines({ maps, prometheus, intervalSeconds }: SparklinesOptions): (query: Query<'GET /api/sparklines'>) => Promise<Sparklines> {
  return async ({ of, ids: text, ...range }) => {
    const ids = readIds(text);
    const steps = stepsIn(maps.windowOf(range), intervalSeconds, points);
    const matching = oneOfNames(of === 'nodes' ? ids : ids.flatMap(namesIn));
    const found = await Promise.all(linesOf[of].map(async (line) => ({ line, series: await prometheus.range(line.query(matching, steps), steps) })));
    const rows = ids.map((id) => ({
      id,
      series: found.flatMap(({ line: { name, unit, idOf }, series }) =>
        series.filter(({ labels }) => idOf(labels) === id).map((raw) => ({ name, unit, values: valuesIn(steps, raw) })),
      ),
    }));
    return { stepSeconds: steps.stepSeconds, rows };
  };
}
