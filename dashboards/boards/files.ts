import { stringify } from 'yaml';
import { grafanaBoard } from './grafana.ts';
import { boards } from './list.ts';
import { provisioned } from './variables.ts';

/** Where Grafana finds the folder, unless the one who provisions says otherwise. */
const folder = '/etc/grafana/sonde';

const provider = {
  apiVersion: 1,
  providers: [{ name: 'sonde', folder: 'Sonde', type: 'file', allowUiUpdates: false, options: { path: folder } }],
};

/** YAML's stringify writes no comments. */
const aboutInterval = '# timeInterval must be scrapeIntervalSeconds of Sonde’s configuration: Grafana asks for no shorter ranges than four of it.\n';
const datasource = {
  apiVersion: 1,
  datasources: [
    {
      ...provisioned,
      type: 'prometheus',
      access: 'proxy',
      url: 'http://127.0.0.1:8402',
      jsonData: { timeInterval: '5s', httpMethod: 'POST' },
    },
  ],
};

/** The boards, and what Grafana's folder `provisioning` takes. */
export function grafanaFiles(): Readonly<Record<string, string>> {
  const written = boards.map((board) => [`${board.uid}.json`, `${JSON.stringify(grafanaBoard(board), null, 2)}\n`] as const);
  return {
    ...Object.fromEntries(written),
    'provisioning/dashboards/sonde.yaml': stringify(provider),
    'provisioning/datasources/sonde.yaml': aboutInterval + stringify(datasource),
  };
}
