import { stringify } from 'yaml';
import { indexerLagRecords } from '#contract/indexer-metrics.ts';
import { type RecordedSeries, type recordedWorkloadLabels, workloadRequestP99, workloadRequests, workloadUnderWay } from '#contract/recorded.ts';
import { like, matched, maxBy, not, selector, sumBy } from '../promql/promql.ts';

/** Ready configuration for who scales by Sonde's metrics. The names of the workload are an example to be changed. */

const example = { name: 'checkout', namespace: 'shop' };
/** An agent names a container of a pod `pod/container`, and a Deployment its pods by their set and by themselves: `checkout-7c9d8b5f6d-x2x4z/app`. */
const pods = `${example.name}-[a-z0-9]+-[a-z0-9]{5}/.*`;
const ofPods = like(pods);
const prometheus = 'http://sonde-prometheus.sonde.svc:9090';

interface Scale {
  readonly series: RecordedSeries<(typeof recordedWorkloadLabels)[number]>;
  /** What prometheus-adapter calls it, behind the name of the workload: who asks the adapter names labels by whole values, not by patterns. */
  readonly name: string;
  readonly how: 'sum' | 'max';
  /** Of each pod, or of the whole where it is a time. */
  readonly target: string;
}

const scales: readonly Scale[] = [
  { series: workloadRequests, name: 'requests_per_second', how: 'sum', target: '100' },
  { series: workloadRequestP99, name: 'request_seconds_p99', how: 'max', target: '0.5' },
  { series: workloadUnderWay, name: 'requests_under_way', how: 'sum', target: '10' },
];

const nameOf = ({ name }: Scale) => `${example.name}_${name}`;

/** The file of prometheus-adapter: `kubectl get --raw /apis/external.metrics.k8s.io/v1beta1`. */
const adapter = {
  externalRules: [
    ...scales.map((scale) => ({
      seriesQuery: `${matched(scale.series, { server: ofPods, server_namespace: not('') })}`,
      resources: { overrides: { server_namespace: { resource: 'namespace' } } },
      name: { as: nameOf(scale) },
      metricsQuery: `${scale.how}(<<.Series>>{server=~"${pods}", <<.LabelMatchers>>})`,
    })),
    {
      seriesQuery: `${selector(indexerLagRecords, { topic: like('.+') })}`,
      resources: { namespaced: false },
      name: { as: 'sonde_indexer_lag_records' },
      metricsQuery: 'sum(<<.Series>>{<<.LabelMatchers>>})',
    },
  ],
};

const scaled = { apiVersion: 'apps/v1', kind: 'Deployment', name: example.name };

/** What Kubernetes does with what the adapter offers. */
const autoscaler = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: example,
  spec: {
    scaleTargetRef: scaled,
    minReplicas: 2,
    maxReplicas: 20,
    metrics: scales.map((scale) => ({
      type: 'External',
      external: {
        metric: { name: nameOf(scale) },
        target: scale.how === 'sum' ? { type: 'AverageValue', averageValue: scale.target } : { type: 'Value', value: scale.target },
      },
    })),
  },
};

const trigger = (query: string, threshold: string, metricType: 'AverageValue' | 'Value') => ({
  type: 'prometheus',
  metricType,
  metadata: { serverAddress: prometheus, query, threshold },
});

const scaledObject = (name: string, namespace: string, triggers: readonly object[]) => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  metadata: { name, namespace },
  spec: { scaleTargetRef: { name }, minReplicaCount: 2, maxReplicaCount: 20, pollingInterval: 15, triggers },
});

const ofWorkload = scales.map(({ series, how, target }) => {
  const of = matched(series, { server: ofPods, server_namespace: example.namespace });
  return how === 'sum' ? trigger(`${sumBy([], of)}`, target, 'AverageValue') : trigger(`${maxBy([], of)}`, target, 'Value');
});
const ofIndexers = trigger(`${sumBy([], selector(indexerLagRecords, { topic: like('.+') }))}`, '50000', 'AverageValue');

export function autoscalingFiles(): Readonly<Record<string, string>> {
  return {
    'prometheus-adapter.yaml': stringify(adapter, { lineWidth: 0 }),
    'horizontal-pod-autoscaler.yaml': stringify(autoscaler, { lineWidth: 0 }),
    'keda.yaml': [scaledObject(example.name, example.namespace, ofWorkload), scaledObject('sonde-indexer', 'sonde', [ofIndexers])]
      .map((one) => stringify(one, { lineWidth: 0 }))
      .join('---\n'),
  };
}
