import * as recorded from '#contract/recorded.ts';
import type { Topology } from '#contract/routes.ts';
import { oneOfNames } from '../history/identity.ts';
import { latencyQueries } from './gather-requests.ts';
import { enough, enoughForP99, slowTimes, warningShare } from './health.ts';
import { overWindow } from './over-window.ts';

/** Clusters are one map. */
const edge = recorded.recordedEdgeLabels.filter((label) => label !== 'cluster').join(', ');
/** An edge of the map has one transport, of which series of requests say nothing: of two ends that speak DNS over UDP and more over TCP there are two. */
const transport = 'transport';
const matchersOf = (matchers: readonly string[]) => (matchers.length === 0 ? '' : `{${matchers.join(', ')}}`);

/** Rounded as the map rounds: a share stands at its threshold to the last digit. */
const counted = (by: string, name: string, seconds: number, intervalSeconds: number) =>
  `sum by (${by}) (round(${overWindow(name, 'count', { seconds, intervalSeconds })}, 0.001))`;

const tooMany = (bad: string, all: string) => `(${bad} / (${all}) >= ${warningShare} and (${all}) >= ${enough - 0.5})`;

/**
 * How many edges of a map its figures make a warning or worse, as Prometheus answers it: what `healthOf` judges.
 * It knows nothing of alerts that fire on an edge, nor of edges that are known by their flows alone; Sonde's own are left out by the names of their clients.
 */
export function illEdgesQuery({ from, to, nodes }: Pick<Topology, 'from' | 'to' | 'nodes'>, intervalSeconds: number): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  const own = nodes.filter((node) => node.own).map(({ name }) => name);
  const others = own.length === 0 ? [] : [`client!~${oneOfNames(own.sort())}`];
  const count = (by: string, { name }: recorded.RecordedSeries, matchers: readonly string[] = []) =>
    counted(by, `${name}${matchersOf([...others, ...matchers])}`, seconds, intervalSeconds);
  const protocol = `${edge}, protocol`;
  const failures = count(edge, recorded.edgeConnectFailures);
  const requests = count(protocol, recorded.edgeRequests);
  const slowness = latencyQueries(matchersOf(others), seconds).map(([, query]) => `max by (${protocol}) (${query})`);
  const ill = [
    tooMany(failures, `${failures} + ${count(edge, recorded.edgeConnects)} or ${failures}`),
    tooMany(count(protocol, recorded.edgeRequests, ['outcome="error"']), requests),
    `(${slowness.join(` > ${slowTimes} * `)} and ${requests} >= ${enoughForP99 - 0.5})`,
  ].join(' or ');
  return `count(group by (${edge}, ${transport}) (label_replace(${ill}, "${transport}", "udp", "protocol", "dns"))) or vector(0)`;
}
