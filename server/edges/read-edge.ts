import type { Edge, Transport } from '#contract/identity.ts';
import { l7ServerNames, l7UnseenConnections } from '#contract/l7-metrics.ts';
import { agentStartTime, droppedPackets, l7Requests, l7RequestTime } from '#contract/metrics.ts';
import type { ToldFlow } from '../store/flows/flow-store.ts';
import type { Prometheus, RawSeries } from '../store/prometheus.ts';
import { PrometheusError } from '../store/prometheus-error.ts';
import { edgeMatchers } from '../topology/edge-labels.ts';
import { transportOf } from '../topology/gather-requests.ts';
import type { Window } from '../topology/window.ts';
import { seriesOf } from './flow-series.ts';
import { type Steps, type Tally, tally } from './tally.ts';

/** The last sample before the window is looked for this far back, as Prometheus itself does. */
const lookbackMs = 5 * 60_000;
/** Long windows are read in portions, so that no answer and no pause of the server is long. */
const portionMs = 3_600_000;
const deadlineMs = 20_000;
const points = 60;

/** About 60 steps, each of whole scrapes and of two at least, so that a scrape that comes late leaves no hole. */
export function stepsOf({ fromMs, toMs }: Window, intervalSeconds: number): Steps {
  const intervalMs = intervalSeconds * 1000;
  const stepMs = Math.max(2, Math.ceil((toMs - fromMs) / points / intervalMs)) * intervalMs;
  return { stepMs, count: Math.ceil((toMs - fromMs) / stepMs) };
}

/** The series of these do not say the transport of their edge. */
const withoutTransport = [`${l7RequestTime.name}_bucket`, ...[l7Requests, l7UnseenConnections, l7ServerNames, droppedPackets].map(({ name }) => name)];

interface Asked {
  readonly edge: Edge;
  /** Whether the two ends have an edge of this transport on the port. */
  readonly isThere: (transport: Transport) => boolean;
  /** Its flows, where it has no series. */
  readonly told: readonly ToldFlow[];
}

interface EdgeRead {
  readonly tally: Tally;
  readonly steps: Steps;
}

const belongs = ({ labels: { __name__: name = '', protocol = '' } }: RawSeries, { edge, isThere }: Asked): boolean =>
  name.startsWith(`sonde_${edge.transport}_`) || transportOf(protocol, isThere) === edge.transport;

/** Reads the raw samples of one edge: exact, whatever was scraped, and nothing extrapolated. */
export async function readEdge(prometheus: Prometheus, asked: Asked, window: Window, intervalSeconds: number): Promise<EdgeRead> {
  const { edge } = asked;
  const steps = stepsOf(window, intervalSeconds);
  const counting = tally(window, steps, intervalSeconds);
  const names = [`sonde_${edge.transport}_.+`, ...withoutTransport];
  const selector = `{__name__=~"${names.join('|')}",${edgeMatchers(edge)}}`;
  const deadline = performance.now() + deadlineMs;
  for (let startMs = window.fromMs - lookbackMs; startMs < window.toMs; startMs += portionMs) {
    if (performance.now() > deadline) {
      throw new PrometheusError('too-much', `exact counts of this window take longer than ${deadlineMs / 1000} s: choose a shorter one`);
    }
    const endMs = Math.min(startMs + portionMs, window.toMs);
    const range = `[${Math.round(endMs - startMs)}ms]`;
    const [starts, series] = await Promise.all([prometheus.raw(`${agentStartTime.name}${range}`, endMs), prometheus.raw(`${selector}${range}`, endMs)]);
    counting.add(
      starts,
      series.filter((one) => belongs(one, asked)),
    );
  }
  counting.add([], seriesOf(asked.told, window));
  return { tally: counting.end(), steps };
}
