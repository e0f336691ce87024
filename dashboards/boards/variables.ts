import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type BoardVariable, boardVariables } from '#contract/boards.ts';
import { hostIdentity } from '#contract/host-metrics.ts';
import { agentStartTime } from '#contract/metrics.ts';
import { edgeConnects, edgeRequests, recordedEdgeLabels } from '#contract/recorded.ts';
import { like, type Matchers, not, type Selector, selector } from '../promql/promql.ts';
import type { NamesOf } from './board.ts';
import { chosenCluster } from './chosen.ts';
import { consoleVariable, filled } from './links.ts';

/** As Grafana is told of Sonde's Prometheus; where there is no such one, it takes its default. */
export const provisioned = { name: 'Sonde', uid: 'sonde' } as const;

export const datasource = { type: 'prometheus', uid: filled('datasource') } as const;
const consoleUrl = 'http://127.0.0.1:8400';

export const labels: Readonly<Record<BoardVariable, string>> = {
  cluster: 'Cluster',
  node: 'Node',
  namespace: 'Namespace',
  client: 'Client',
  workload: 'Workload',
};

interface Choice {
  readonly query: string;
  readonly regex?: string;
}

/** The values of a label, over the chosen time. */
const values = (of: Selector, label: string) => ({ query: `label_values(${of}, ${label})` });

/** The values of several labels: Grafana gets them as `{label="value"} 1`. */
function valuesOfAll(of: Readonly<Record<string, Selector>>): Pick<Choice, 'query' | 'regex'> {
  const groups = Object.entries(of).map(([label, those]) => `group by (${label}) (last_over_time(${those}[$__range]))`);
  return { query: `query_result(${groups.join(' or ')})`, regex: `/(?:${Object.keys(of).join('|')})="([^"]+)"/` };
}

const edgesOf = {
  connects: { ...edgeConnects, matchers: {} },
  requests: { ...edgeRequests, matchers: { protocol: not('tls') } },
  dns: { ...edgeRequests, matchers: { protocol: 'dns' } },
};

const namespace = like('$namespace');

function namesOfEdges({ name, matchers }: (typeof edgesOf)[keyof typeof edgesOf]) {
  const those = { name, labels: [...recordedEdgeLabels, 'protocol'] as const };
  const all = selector(those, { ...chosenCluster, ...matchers });
  const inNamespace = selector(those, { ...chosenCluster, ...matchers, server_namespace: namespace });
  return { namespace: values(all, 'server_namespace'), client: values(inNamespace, 'client'), workload: values(inNamespace, 'server') };
}

function namesOfWorkloads() {
  const edges = (matchers: Matchers<'client_namespace' | 'server_namespace'> = {}) => selector(edgeConnects, { ...chosenCluster, ...matchers });
  const users = (matchers: Matchers<'identity_namespace'> = {}) => selector(hostIdentity.cpuSeconds, { ...chosenCluster, ...matchers });
  return {
    namespace: valuesOfAll({ server_namespace: edges(), client_namespace: edges(), identity_namespace: users() }),
    client: values(edges({ server_namespace: namespace }), 'client'),
    workload: valuesOfAll({
      server: edges({ server_namespace: namespace }),
      client: edges({ client_namespace: namespace }),
      identity: users({ identity_namespace: namespace }),
    }),
  };
}

function choices(namesOf: NamesOf): Readonly<Record<BoardVariable, Choice>> {
  const names = namesOf === 'workloads' ? namesOfWorkloads() : namesOfEdges(edgesOf[namesOf]);
  return {
    cluster: values(selector(agentStartTime), 'cluster'),
    node: values(selector(agentStartTime, chosenCluster), 'node'),
    namespace: names.namespace,
    client: names.client,
    workload: names.workload,
  };
}

function choice(name: BoardVariable, { query, regex = '' }: Choice): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(labels[name])
    .datasource(datasource)
    .query({ query, refId: `values of ${name}` })
    .regex(regex)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** The SDK writes into every variable what only those of intervals have, which Grafana's schema does not know. */
function published(builder: Builder<VariableModel>): Builder<VariableModel> {
  const { auto: _auto, auto_min: _least, auto_count: _steps, ...variable } = builder.build();
  return { build: () => variable };
}

/** Every board has the data source and the console's address; each has those of the others that it asks by. */
export function variables(of: readonly BoardVariable[], namesOf: NamesOf = 'connects'): Builder<VariableModel>[] {
  const known = choices(namesOf);
  const all = [
    new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus').current({ text: provisioned.name, value: provisioned.uid }),
    ...boardVariables.filter((name) => of.includes(name)).map((name) => choice(name, known[name])),
    new TextBoxVariableBuilder(consoleVariable)
      .label('Console')
      .description('Where Sonde’s console answers; links lead there.')
      .defaultValue(consoleUrl)
      .current({ text: consoleUrl, value: consoleUrl }),
  ];
  return all.map(published);
}
