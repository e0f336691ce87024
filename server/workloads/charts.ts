import type { LatencyHistory } from '#contract/history.ts';
import { hostIdentity } from '#contract/host-metrics.ts';
import type { Identity } from '#contract/identity.ts';
import { l7RequestTime } from '#contract/metrics.ts';
import { edgeConnectFailures, edgeConnects, edgeOpenConnections, edgeRequests, type RecordedSeries } from '#contract/recorded.ts';
import { type Buckets, boundOf, quantile } from '../edges/quantile.ts';
import { type ChartPlan, lastIn, line, type Steps, valuesIn } from '../history/draw.ts';
import { identityMatchers } from '../history/identity.ts';
import type { Prometheus, RawSeries } from '../store/prometheus.ts';
import { clientMatchers, serverMatchers } from '../topology/edge-labels.ts';

/** What was counted in each step, per second: the recorded rates add up. */
const perStep = ({ name }: RecordedSeries, matchers: string, { stepSeconds, intervalSeconds }: Steps) =>
  `sum_over_time(${name}{${matchers}}[${stepSeconds}s]) * ${intervalSeconds} / ${stepSeconds}`;

const either = (...queries: string[]) => queries.join('\nor\n');
const named = (label: string) => (labels: Readonly<Record<string, string>>) => labels[label] ?? '';

/** TLS handshakes open a connection; what is asked on it comes after. */
const asked = 'protocol!="tls"';

/** What a workload is asked and what it uses, over time. */
export function workloadCharts(identity: Identity): ChartPlan[] {
  const [to, from, own] = [serverMatchers(identity), clientMatchers(identity), identityMatchers(identity)];
  return [
    { id: 'requests', unit: '1/s', query: (steps) => `sum by (outcome) (${perStep(edgeRequests, `${to},${asked}`, steps)})`, name: named('outcome') },
    {
      id: 'connects',
      unit: '1/s',
      query: (steps) =>
        either(
          line(`sum(${perStep(edgeConnects, to, steps)})`, 'in'),
          line(`sum(${perStep(edgeConnects, from, steps)})`, 'out'),
          line(`sum(${perStep(edgeConnectFailures, to, steps)})`, 'failedIn'),
          line(`sum(${perStep(edgeConnectFailures, from, steps)})`, 'failedOut'),
        ),
      name: named('line'),
    },
    {
      id: 'open',
      unit: '',
      query: (steps) =>
        either(
          line(`sum(${lastIn(`${edgeOpenConnections.name}{${to}}`, steps)})`, 'in'),
          line(`sum(${lastIn(`${edgeOpenConnections.name}{${from}}`, steps)})`, 'out'),
        ),
      name: named('line'),
    },
    {
      id: 'cpu',
      unit: 'cores',
      query: ({ rateSeconds }) => `sum by (mode) (rate(${hostIdentity.cpuSeconds.name}{${own}}[${rateSeconds}s]))`,
      name: named('mode'),
    },
    {
      id: 'throttled',
      unit: 's/s',
      query: ({ rateSeconds }) => `sum(rate(${hostIdentity.throttledSeconds.name}{${own}}[${rateSeconds}s]))`,
      name: () => 'throttled',
    },
    {
      id: 'memory',
      unit: 'bytes',
      query: (steps) =>
        either(
          line(`sum by (type) (${lastIn(`${hostIdentity.memoryBytes.name}{${own}}`, steps)})`, 'held'),
          line(`sum(${lastIn(`${hostIdentity.memoryLimit.name}{${own}}`, steps)})`, 'limit'),
        ),
      name: ({ type, line: name = '' }) => type ?? name,
    },
  ];
}

const isInfinite = (le: number) => le === Number.POSITIVE_INFINITY;

interface Bucket {
  readonly le: number;
  /** Cumulative over the buckets below. */
  readonly values: readonly (number | null)[];
}

function bucketsIn(found: readonly RawSeries[], steps: Steps): Bucket[] {
  return found.map((raw) => ({ le: boundOf(raw.labels.le ?? '+Inf'), values: valuesIn(steps, raw) })).sort((a, b) => a.le - b.le);
}

/** How many fell into each bucket in a step, rounded; null where nothing was read. */
function columnAt(buckets: readonly Bucket[], step: number): number[] | null {
  if (buckets.every(({ values }) => values[step] === null)) return null;
  return buckets.map(({ values }, index) => Math.max(0, Math.round((values[step] ?? 0) - (buckets[index - 1]?.values[step] ?? 0))));
}

const cumulativeAt = (buckets: readonly Bucket[], countOf: (bucket: Bucket) => number): Buckets => new Map(buckets.map((one) => [one.le, countOf(one)]));

/** The histogram of all requests over time: as the workload itself saw them, else as its clients did. */
export async function latencyHistory(prometheus: Prometheus, identity: Identity, steps: Steps): Promise<LatencyHistory> {
  const bucket = `${l7RequestTime.name}_bucket`;
  const of = (end: 'client' | 'server') =>
    `sum by (le) (rate(${bucket}{${serverMatchers(identity)},observed="${end}",${asked}}[${steps.rateSeconds}s])) * ${steps.stepSeconds}`;
  const query = `${of('server')}\nor\n${of('client')}`;
  const buckets = bucketsIn(await prometheus.range(query, steps), steps);
  const total = ({ values }: Bucket) => values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const whole = cumulativeAt(buckets, total);
  const samples = Math.round(whole.get(Number.POSITIVE_INFINITY) ?? 0);
  if (samples === 0) return null;
  const each = (q: number) =>
    Array.from({ length: steps.count }, (_, step) =>
      quantile(
        q,
        cumulativeAt(buckets, ({ values }) => values[step] ?? 0),
      ),
    );
  return {
    query,
    latency: {
      samples,
      p50Seconds: quantile(0.5, whole),
      p99Seconds: quantile(0.99, whole),
      boundsSeconds: buckets.map(({ le }) => le).filter((le) => !isInfinite(le)),
      columns: Array.from({ length: steps.count }, (_, step) => columnAt(buckets, step)),
    },
    p50: each(0.5),
    p99: each(0.99),
  };
}
