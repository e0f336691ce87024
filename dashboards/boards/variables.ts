import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { agentStartTime } from '#contract/metrics.ts';
import { edgeConnects } from '#contract/recorded.ts';
import { like, type Selector, selector } from '../promql/promql.ts';
import { type VariableName, variableNames } from './board.ts';
import { chosenCluster } from './chosen.ts';
import { consoleVariable, filled } from './links.ts';

export const datasource = { type: 'prometheus', uid: filled('datasource') } as const;
const consoleUrl = 'http://127.0.0.1:8400';

interface Choice {
  readonly label: string;
  readonly of: Selector;
  /** The label whose values can be chosen. */
  readonly values: string;
}

const inNamespace = { ...chosenCluster, server_namespace: like('$namespace') };

const choices: Readonly<Record<VariableName, Choice>> = {
  cluster: { label: 'Cluster', of: selector(agentStartTime), values: 'cluster' },
  node: { label: 'Node', of: selector(agentStartTime, chosenCluster), values: 'node' },
  namespace: { label: 'Namespace', of: selector(edgeConnects, chosenCluster), values: 'server_namespace' },
  client: { label: 'Client', of: selector(edgeConnects, inNamespace), values: 'client' },
  workload: { label: 'Workload', of: selector(edgeConnects, inNamespace), values: 'server' },
};

function choice(name: VariableName): QueryVariableBuilder {
  const { label, of, values } = choices[name];
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query: `label_values(${of}, ${values})`, refId: `values of ${name}` })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalCaseInsensitiveAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** Every board has the data source and the console's address; each has those of the others that it asks by. */
export function variables(of: readonly VariableName[]): Builder<VariableModel>[] {
  return [
    new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    ...variableNames.filter((name) => of.includes(name)).map(choice),
    new TextBoxVariableBuilder(consoleVariable)
      .label('Console')
      .description('Where Sonde’s console answers; links lead there.')
      .defaultValue(consoleUrl)
      .current({ text: consoleUrl, value: consoleUrl }),
  ];
}
