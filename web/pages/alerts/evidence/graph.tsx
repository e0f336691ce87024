import { type ReactNode, useMemo } from 'react';
import type { AlertEvidence } from '#contract/alerts.ts';
import { formatOf } from '../../../lib/alert-words.ts';
import { tellingNames } from '../../../lib/series-names.ts';
import { Chart } from '../../../ui/charts/chart.tsx';
import { FiredMark } from '../../../ui/charts/fired-mark.tsx';
import { NoData } from '../../../ui/charts/history-charts.tsx';
import { MarkedCharts } from '../../../ui/charts/marked.tsx';
import { go } from '../../../ui/location.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';

const syncKey = 'alert';
const mostLines = 8;
const title = 'Measured';

/** What was measured, with the line that it crossed and when it did. */
export function Graph({ evidence: { graph, alert, events, from, to } }: { readonly evidence: AlertEvidence }): ReactNode {
  const changeTo = usePageChange();
  const lines = useMemo(() => {
    if (graph === null) return [];
    const shown = graph.series.slice(0, mostLines);
    const names = tellingNames(
      shown.map(({ name }) => name),
      alert.entity?.name ?? alert.name,
    );
    const measured = shown.map(({ values }, index) => ({ label: names[index] ?? '', colour: `--cat-${index + 1}`, values }));
    const steps = Math.max(2, ...measured.map(({ values }) => values.length));
    const { threshold } = graph;
    const limit =
      threshold === null
        ? []
        : [{ label: `limit ${graph.comparison}`, colour: '--critical', values: Array.from({ length: steps }, () => threshold), dashed: true }];
    return [...measured, ...limit];
  }, [graph, alert.entity?.name, alert.name]);
  const span = { fromMs: Date.parse(graph?.from ?? from), toMs: Date.parse(graph?.to ?? to) };
  const endMs = alert.resolvedAt === null ? span.toMs : Date.parse(alert.resolvedAt);
  if (graph === null) {
    return (
      <section className="panel-part">
        <NoData title={title}>
          {alert.source === 'sonde'
            ? 'What it was measured by cannot be asked now: its rule is not known, or Prometheus does not answer.'
            : `It came from ${alert.source === 'grafana' ? 'Grafana' : 'another Alertmanager'}, which tells no expression that can be asked here.`}
        </NoData>
      </section>
    );
  }
  const hasData = graph.series.some(({ values }) => values.some((value) => value !== null));
  return (
    <section className="panel-part" aria-label="Graph">
      {hasData ? (
        <MarkedCharts events={events.records}>
          <Chart
            title={title}
            startMs={span.fromMs}
            stepSeconds={graph.stepSeconds}
            lines={lines}
            format={formatOf(graph.unit)}
            binary={graph.unit.startsWith('bytes')}
            syncKey={syncKey}
            span={span}
            heightPx={148}
            query={graph.query}
            onRange={(fromMs, toMs) =>
              go(changeTo('/events', { query: events.query, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), range: undefined }))
            }
            over={<FiredMark fromMs={Date.parse(alert.since)} toMs={endMs} span={span} />}
          />
        </MarkedCharts>
      ) : (
        <NoData title={title} query={graph.query}>
          Its expression gave nothing in this time: what it looks at is not measured any more.
        </NoData>
      )}
    </section>
  );
}
