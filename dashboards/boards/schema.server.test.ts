import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { grafanaBoard } from './grafana.ts';
import { boards } from './list.ts';

const root = join(import.meta.dirname, '..', '..');
let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'sonde-schema-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const compilerOptions = { target: 'esnext', module: 'nodenext', strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['boards.ts'] }));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
});
after(() => rmSync(folder, { recursive: true }));

/** Grafana's types as JSON has them: an enumeration is its text. Its package leaves what a panel of a kind holds, and the queries, to their plugins. */
const types = `
import type { Dashboard, DataQuery, Panel, RowPanel } from '@grafana/schema';
import type * as heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as timeseries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
type Json<T> = 0 extends 1 & T ? T : T extends string ? \`\${T}\` : T extends object ? { [Key in keyof T]: Json<T[Key]> } : T;
type Query = DataQuery & { expr: string; legendFormat?: string; range?: boolean; instant?: boolean; format?: 'time_series' | 'table' | 'heatmap' };
interface Of<Type, Options, Custom> extends Omit<Panel<Record<string, unknown>, Custom>, 'options' | 'targets' | 'type' | 'libraryPanel'> {
  type: Type;
  options: Partial<Options>;
  targets: Query[];
}
type AnyPanel =
  | Of<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Of<'stat', stat.Options, Record<string, never>>
  | Of<'table', table.Options, table.FieldConfig>
  | Of<'heatmap', heatmap.Options, heatmap.FieldConfig>;
type Board = Json<Omit<Dashboard, 'panels'> & { panels: (AnyPanel | RowPanel)[] }>;
`;

/** The compiler's complaints about these boards as literals of Grafana's published types. */
function complaints(written: readonly object[]): string {
  const texts = written.map((board, at) => `export const board${at} = ${JSON.stringify(board, null, 1)} satisfies Board;\n`);
  writeFileSync(join(folder, 'boards.ts'), [types, ...texts].join(''));
  const { stdout, stderr, status, error } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--project', folder], {
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  assert.equal(status === 0, stdout === '', stderr);
  return stdout;
}

test('every board is what Grafana’s published schema says a board is', () => {
  assert.equal(complaints(boards.map(grafanaBoard)), '');
});

test('what the schema does not know is found', () => {
  const board = JSON.stringify(boards.map(grafanaBoard)[0]);
  const wrong = [
    ['"reduceOptions"', '"reduceOption"'],
    ['"absolute"', '"absolut"'],
    ['"refresh":', '"refreshes":'],
  ] as const;
  const said = complaints(wrong.map(([right, instead]) => JSON.parse(board.replace(right, instead))));
  for (const [, instead] of wrong) assert.ok(said.includes(instead.replace(':', '')), `${instead} was not found: ${said}`);
});
