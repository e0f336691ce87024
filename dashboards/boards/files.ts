import { stringify } from 'yaml';
import { grafanaBoard } from './grafana.ts';
import { boards } from './list.ts';

/** Where Grafana finds the folder, unless the one who provisions says otherwise. */
const folder = '/etc/grafana/sonde';

const provider = {
  apiVersion: 1,
  providers: [{ name: 'sonde', folder: 'Sonde', type: 'file', allowUiUpdates: false, options: { path: folder } }],
};

/** The interval of the scrapes tells Grafana how short a range it may ask for. */
const datasource = {
  apiVersion: 1,
  datasources: [
    {
      name: 'Sonde',
      uid: 'sonde',
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
    'provisioning/datasources/sonde.yaml': stringify(datasource),
  };
}
