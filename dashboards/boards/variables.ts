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
import { agentStartTime } from '#contract/metrics.ts';
import { edgeConnects } from '#contract/recorded.ts';
import { like, type Selector, selector } from '../promql/promql.ts';
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

const choices: Readonly<Record<BoardVariable, Choice>> = {
  cluster: { label: 'Cluster', of: selector(agentStartTime), values: 'cluster' },
  node: { label: 'Node', of: selector(agentStartTime, chosenCluster), values: 'node' },
  namespace: { label: 'Namespace', of: selector(edgeConnects, chosenCluster), values: 'server_namespace' },
  client: { label: 'Client', of: selector(edgeConnects, inNamespace), values: 'client' },
  workload: { label: 'Workload', of: selector(edgeConnects, inNamespace), values: 'server' },
};

function choice(name: BoardVariable): QueryVariableBuilder {
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

/** The SDK writes into every variable what only those of intervals have, which Grafana's schema does not know. */
function published(builder: Builder<VariableModel>): Builder<VariableModel> {
  const { auto: _auto, auto_min: _least, auto_count: _steps, ...variable } = builder.build();
  return { build: () => variable };
}

/** Every board has the data source and the console's address; each has those of the others that it asks by. */
export function variables(of: readonly BoardVariable[]): Builder<VariableModel>[] {
  const all = [
    new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'),
    ...boardVariables.filter((name) => of.includes(name)).map(choice),
    new TextBoxVariableBuilder(consoleVariable)
      .label('Console')
      .description('Where Sonde’s console answers; links lead there.')
      .defaultValue(consoleUrl)
      .current({ text: consoleUrl, value: consoleUrl }),
  ];
  return all.map(published);
}
