import { type RecordedSeries, recordedEdgeLabels } from '#contract/recorded.ts';
import { avgOverTime, type Expression, like, type Matchers, matched } from '../promql/promql.ts';

/** What is chosen at the top of a board, as matchers: a variable stands for whole values of a label. */

const cluster = like('$cluster');

export const chosenCluster = { cluster } as const;
export const chosenNode = { cluster, node: like('$node') } as const;
export const chosenServer = { cluster, server_namespace: like('$namespace'), server: like('$workload') } as const;
export const chosenClient = { cluster, client_namespace: like('$namespace'), client: like('$workload') } as const;
/** Both ends of an edge, each chosen by itself. */
export const chosenEdge = { ...chosenServer, client: like('$client') } as const;
export const chosenIdentity = { cluster, identity_namespace: like('$namespace'), identity: like('$workload') } as const;

/** Grafana makes it four scrapes or more. */
export const step = '$__rate_interval';

/** A recorded series with the labels that all series of edges have. */
export const ofEdges = ({ name }: Pick<RecordedSeries, 'name'>) => ({ name, labels: recordedEdgeLabels });

/** Of a recorded rate its mean in each step, so that a long time loses no burst. */
export function mean<Label extends string>(series: Pick<RecordedSeries<Label>, 'name' | 'labels'>, matchers: Matchers<NoInfer<Label>> = {}): Expression<Label> {
  return avgOverTime(matched(series, matchers), step);
}
