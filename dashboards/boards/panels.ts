import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  HeatmapCellLayout,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellDisplayMode,
  TableSortByFieldStateBuilder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Panel as GrafanaPanel, type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as statPanel from '@grafana/grafana-foundation-sdk/stat';
import * as tablePanel from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import type { BoardVariable } from '#contract/boards.ts';
import type { Panel, Unit } from './board.ts';
import { columnOf, consoleLink, led, unseenColumn } from './links.ts';
import { datasource, labels } from './variables.ts';

/** The whole of a board's texts says first what a panel needs, then what it shows, then how it looks when all is well. */
function descriptionOf({ needs, shows, good, queries }: Panel, variables: readonly BoardVariable[]): string {
  const ignored = variables.filter((name) => queries.some(({ expr }) => !`${expr}`.includes(`"$${name}"`)));
  const all = ignored.length === 0 ? [] : [`Whatever is chosen as ${ignored.map((name) => labels[name]).join(' and ')}.`];
  return [...(needs === undefined ? [] : [`Needs: ${needs}.`]), shows, ...all, `Good: ${good}.`].join(' ');
}

const unitOf = (unit: Unit): string => (unit === 'whole' ? 'short' : unit);
const refIdOf = (at: number) => String.fromCharCode('A'.charCodeAt(0) + at);

function targets({ kind, queries, lead }: Panel): Builder<DataqueryBuilderResult>[] {
  return queries.map(({ expr, legend }, at) => {
    const query = new DataqueryBuilder()
      .refId(refIdOf(at))
      .datasource(datasource)
      .expr(`${led(expr, lead)}`);
    if (kind === 'table') return query.instant().format(PromQueryFormat.Table);
    if (kind === 'stat') return query.instant().legendFormat(legend);
    if (kind === 'heat') return query.range().format(PromQueryFormat.Heatmap).legendFormat('{{le}}');
    return query.range().legendFormat(legend);
  });
}
type DataqueryBuilderResult = ReturnType<DataqueryBuilder['build']>;

/** Green, yellow and red as everywhere in Grafana; without limits there is nothing to judge. */
function thresholds({ limits }: Panel): ThresholdsConfigBuilder {
  const from = (value: number | undefined, color: string): Threshold[] => (value === undefined ? [] : [{ value, color }]);
  const first = (color: string): Threshold => ({ value: null, color });
  const mode = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (limits === undefined) return mode.steps([first('text')]);
  if ('goodFrom' in limits) return mode.steps([first('red'), ...from(limits.goodFrom, 'green')]);
  return mode.steps([first('green'), ...from(limits.warning, 'yellow'), ...from(limits.critical, 'red')]);
}

const tooltip = () => new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
const legend = () => new VizLegendOptionsBuilder().showLegend(true).displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);

function timeseriesOf(panel: Panel): timeseries.PanelBuilder {
  const built = new timeseries.PanelBuilder().legend(legend()).tooltip(tooltip()).lineWidth(1).showPoints(VisibilityMode.Never).axisSoftMin(0);
  if (panel.limits !== undefined) built.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  if (panel.kind === 'areas') built.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A')).fillOpacity(35);
  else built.fillOpacity(8);
  return panel.unit === 'percentunit' ? built.axisSoftMax(0.01) : built;
}

/** What is so at the end of the chosen time: of a range it would be the last that was so, however long ago. */
function statOf({ limits }: Panel): statPanel.PanelBuilder {
  return new statPanel.PanelBuilder()
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .graphMode(BigValueGraphMode.None)
    .colorMode(limits === undefined ? BigValueColorMode.None : BigValueColorMode.Value);
}

/** One row for the same labels in all queries, one column for each query, the first one deciding the order. */
function tableOf({ queries, unit }: Panel): tablePanel.PanelBuilder {
  const names = Object.fromEntries(queries.map(({ legend: name }, at) => [queries.length === 1 ? 'Value' : `Value #${refIdOf(at)}`, name]));
  const built = new tablePanel.PanelBuilder()
    .cellOptions({ type: TableCellDisplayMode.Auto })
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true }, renameByName: names } })
    .sortBy([new TableSortByFieldStateBuilder().displayName(queries[0]?.legend ?? '').desc(true)]);
  for (const query of queries) built.overrideByName(query.legend, [{ id: 'unit', value: unitOf(query.unit ?? unit) }]);
  return built;
}

function heatOf({ unit, queries }: Panel): heatmap.PanelBuilder {
  return new heatmap.PanelBuilder()
    .calculate(false)
    .color(
      new heatmap.HeatmapColorOptionsBuilder()
        .mode(heatmap.HeatmapColorMode.Scheme)
        .scheme('Oranges')
        .steps(64)
        .exponent(0.5)
        .fill('dark-orange')
        .reverse(false),
    )
    .rowsFrame(new heatmap.RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
    .yAxis(new heatmap.YAxisConfigBuilder().unit(unit))
    .cellValues(new heatmap.CellValuesBuilder().unit(queries[0]?.unit ?? unit))
    .showLegend();
}

const builders = { lines: timeseriesOf, areas: timeseriesOf, stat: statOf, table: tableOf, heat: heatOf };

/** The SDK gives a table a footer, which Grafana's schema has no more. */
function published(builder: Builder<GrafanaPanel>): Builder<GrafanaPanel> {
  const panel = builder.build();
  const { footer: _none, ...options } = { ...panel.options };
  return { build: () => ({ ...panel, options }) };
}

/** Steps shorter than a scrape of a cluster would show nothing more. */
const shortestStep = '15s';

export function grafanaPanel(panel: Panel, id: number, variables: readonly BoardVariable[]): Builder<GrafanaPanel> {
  const built = builders[panel.kind](panel)
    .id(id)
    .title(panel.title)
    .description(descriptionOf(panel, variables))
    .datasource(datasource)
    .unit(unitOf(panel.unit))
    .thresholds(thresholds(panel))
    .span(panel.width)
    .height(panel.height)
    .interval(shortestStep)
    .targets(targets(panel));
  if (panel.namesAfter !== undefined) built.withTransformation({ id: 'renameByRegex', options: { regex: `.*${panel.namesAfter}(.*)`, renamePattern: '$1' } });
  if (panel.unit === 'whole') built.decimals(0);
  if (panel.lead !== undefined) {
    const link = consoleLink(panel.lead, panel.kind);
    const unseen = unseenColumn(panel.lead);
    if (panel.kind === 'table') built.overrideByName(columnOf(panel.lead), [{ id: 'links', value: [link.build()] }]);
    else built.dataLinks([link]);
    if (panel.kind === 'table' && unseen !== undefined) built.overrideByName(unseen, [{ id: 'custom.hidden', value: true }]);
  }
  return published(built);
}
