import { type ReactNode, useMemo } from 'react';
import type { EdgeDetail } from '#contract/routes.ts';
import { unwatched } from '../../../lib/gaps.ts';
import { byteRate, count, duration, type Quantity, rate, requestRate } from '../../../lib/quantity.ts';
import { Chart } from '../../../ui/charts/chart.tsx';
import type { Line } from '../../../ui/charts/chart-lines.ts';
import { useTime } from '../../../ui/time-scope.ts';

type Series = EdgeDetail['history']['series'][number];

interface ChartPlan {
  readonly title: string;
  readonly format: (value: number) => Quantity;
  readonly binary?: boolean;
  /** Left out while it is zero throughout: the figure above says so. */
  readonly rare?: boolean;
  /** The server's names of its series, with what they are called here. */
  readonly lines: Readonly<Record<string, { readonly label: string; readonly colour: string }>>;
}

/** Drawn over the heat map of the requests. */
const elsewhere = new Set(['requestP50', 'requestP99']);

const plans: readonly ChartPlan[] = [
  { title: 'Requests', format: requestRate, lines: { requests: { label: 'asked', colour: '--cat-1' }, errors: { label: 'failed', colour: '--critical' } } },
  { title: 'Connects', format: rate, lines: { connects: { label: 'made', colour: '--cat-1' }, failures: { label: 'failed', colour: '--critical' } } },
  { title: 'Round trip', format: duration, lines: { rttP50: { label: 'p50', colour: '--cat-1' }, rttP99: { label: 'p99', colour: '--cat-3' } } },
  {
    title: 'Bytes',
    format: byteRate,
    binary: true,
    lines: { toServerBytes: { label: 'to server', colour: '--cat-1' }, toClientBytes: { label: 'to client', colour: '--cat-2' } },
  },
  { title: 'Retransmits', format: rate, rare: true, lines: { retransmits: { label: 'both ends', colour: '--cat-8' } } },
];

/** The charts that have a line to draw; a series that no plan names gets a chart of its own. */
function chartsOf(series: readonly Series[]): { plan: ChartPlan; lines: Line[] }[] {
  const drawn = series.filter(({ name, values }) => !elsewhere.has(name) && values.some((value) => value !== null));
  const planned = new Set(plans.flatMap(({ lines }) => Object.keys(lines)));
  const others = drawn
    .filter(({ name }) => !planned.has(name))
    .map(({ name, unit }): ChartPlan => ({ title: name, format: count, lines: { [name]: { label: unit, colour: '--cat-1' } } }));
  return [...plans, ...others]
    .map((plan) => ({ plan, lines: drawn.flatMap(({ name, values }) => (plan.lines[name] === undefined ? [] : [{ ...plan.lines[name], values }])) }))
    .filter(({ plan, lines }) => lines.some(({ values }) => !plan.rare || values.some((value) => value !== null && value > 0)));
}

export function History({ history }: { readonly history: EdgeDetail['history'] }): ReactNode {
  const [, setTime] = useTime();
  const charts = useMemo(() => chartsOf(history.series), [history.series]);
  const gaps = useMemo(() => unwatched(history.series), [history.series]);
  const zoom = (fromMs: number, toMs: number) => setTime({ kind: 'fixed', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
  return (
    <section className="panel-part">
      <h3>
        Over time <span>drag to zoom</span>
      </h3>
      {charts.length === 0 && <p className="dim">No samples in this window yet: two scrapes are needed to draw a line.</p>}
      {charts.map(({ plan, lines }) => (
        <Chart
          key={plan.title}
          title={plan.title}
          startMs={Date.parse(history.start)}
          stepSeconds={history.stepSeconds}
          lines={lines}
          format={plan.format}
          {...(plan.binary && { binary: true })}
          gaps={gaps}
          syncKey="edge"
          onRange={zoom}
        />
      ))}
    </section>
  );
}
