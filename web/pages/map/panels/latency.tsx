import { type ReactNode, useMemo } from 'react';
import type { RequestLatency } from '#contract/requests.ts';
import type { EdgeDetail } from '#contract/routes.ts';
import { HeatChart } from '../../../ui/charts/heat-chart.tsx';
import { useTime } from '../../../ui/time-scope.ts';

interface Props {
  readonly latency: RequestLatency;
  readonly history: EdgeDetail['history'];
  readonly what: string;
  /** Percentiles per step are told of all protocols together, so that they belong on the map of an only one. */
  readonly withLines: boolean;
}

/** How long the requests of an edge took, on the time axis of its other charts. */
export function Latency({ latency, history, what, withLines }: Props): ReactNode {
  const [, setTime] = useTime();
  const found = useMemo(() => {
    const valuesOf = (name: string) =>
      (withLines ? history.series.find((series) => series.name === name)?.values : undefined) ?? latency.columns.map(() => null);
    return { query: '', latency, p50: valuesOf('requestP50'), p99: valuesOf('requestP99') };
  }, [latency, history.series, withLines]);
  const startMs = Date.parse(history.start);
  const stepMs = history.stepSeconds * 1000;
  return (
    <HeatChart
      title="Latency"
      what={what}
      latency={found}
      startMs={startMs + stepMs}
      stepSeconds={history.stepSeconds}
      span={{ fromMs: startMs, toMs: startMs + latency.columns.length * stepMs }}
      syncKey="edge"
      onRange={(fromMs, toMs) => setTime({ kind: 'fixed', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() })}
    />
  );
}
