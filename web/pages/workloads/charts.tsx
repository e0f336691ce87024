import type { ReactNode } from 'react';
import type { WorkloadDetail } from '#contract/routes.ts';
import { bytes, connectRate, cores, count, percent, requestRate } from '../../lib/quantity.ts';
import { shareOf, sumOf, zeroWhere } from '../../lib/series.ts';
import type { Line } from '../../ui/charts/chart-lines.ts';
import { EventChart } from '../../ui/charts/event-chart.tsx';
import { HeatChart } from '../../ui/charts/heat-chart.tsx';
import { type ChartPlan, type Named, NoData, PlannedChart, useAxis } from '../../ui/charts/history-charts.tsx';
import { MarkedCharts } from '../../ui/charts/marked.tsx';
import { Link } from '../../ui/link.tsx';
import { nodePath, runs } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';

const all = (named: Named) => sumOf([...named.values()]);
const one = (named: Named, name: string, label: string, colour: string): Line[] => {
  const values = named.get(name);
  return values === undefined ? [] : [{ label, colour, values }];
};

const plain = (values: Named, names: Readonly<Record<string, readonly [label: string, colour: string]>>): Line[] =>
  Object.entries(names).flatMap(([name, [label, colour]]) => one(values, name, label, colour));

function requestLines(named: Named): Line[] {
  if (named.size === 0) return [];
  const whole = all(named);
  return [
    { label: 'failed', colour: '--critical', values: zeroWhere(whole, named.get('error')) },
    { label: 'client’s errors', colour: '--cat-8', values: zeroWhere(whole, named.get('client_error')) },
    { label: 'answered', colour: '--cat-1', values: zeroWhere(whole, named.get('ok')) },
  ];
}

function errorLines(named: Named): Line[] {
  const whole = all(named);
  return [{ label: 'of requests', colour: '--critical', values: shareOf(zeroWhere(whole, named.get('error')), whole) }];
}

/** Why no requests are seen: the connections that lead here know. */
function whyUnasked({ inbound }: WorkloadDetail): string {
  const reasons = [...new Set(inbound.map(({ l7 }) => l7.reason).filter((reason) => reason !== ''))];
  if (inbound.length === 0) return 'Nothing has connected to it in this time.';
  return reasons.length === 0 ? 'No request was seen in this time.' : `Its requests are not seen: ${reasons.join('; ')}.`;
}

function Uncounted({ kind, hosts }: WorkloadDetail['workload']): ReactNode {
  const changeTo = usePageChange();
  if (!runs({ kind })) return 'No program is known there, so what it uses is not either.';
  return (
    <>
      A node counts its 32 busiest identities by name, and this was not among them or did not last: it is in “other” of{' '}
      {hosts.map((host, index) => (
        <span key={host}>
          {index > 0 && ', '}
          <Link to={changeTo(nodePath(host))}>{host}</Link>
        </span>
      ))}
      {hosts.length === 0 && 'its node'}.
    </>
  );
}

const requests = (detail: WorkloadDetail): ChartPlan => ({
  id: 'requests',
  title: 'Requests',
  format: requestRate,
  stack: true,
  lines: requestLines,
  none: whyUnasked(detail),
});
const errors: ChartPlan = { id: 'requests', title: 'Errors', format: percent, heightPx: 64, lines: errorLines };

const resources = ({ workload }: WorkloadDetail): ChartPlan[] => [
  {
    id: 'cpu',
    title: 'CPU',
    format: cores,
    stack: true,
    lines: (named) => plain(named, { system: ['system', '--cat-2'], user: ['user', '--cat-1'] }),
    none: <Uncounted {...workload} />,
  },
  { id: 'throttled', title: 'Stopped by its CPU limit', format: percent, rare: true, lines: (named) => plain(named, { throttled: ['of the time', '--warn'] }) },
  {
    id: 'memory',
    title: 'Memory',
    format: bytes,
    binary: true,
    lines: (named) => [
      ...plain(named, { working_set: ['working set', '--cat-1'], anon: ['anonymous', '--cat-3'], file: ['page cache', '--cat-2'] }),
      ...one(named, 'limit', 'limit', '--text-3').map((line) => ({ ...line, dashed: true })),
    ],
    none: <Uncounted {...workload} />,
  },
];

const connections: readonly ChartPlan[] = [
  {
    id: 'connects',
    title: 'Connects',
    format: connectRate,
    lines: (named) =>
      plain(named, { in: ['in', '--cat-1'], out: ['out', '--cat-2'], failedIn: ['failed in', '--critical'], failedOut: ['failed out', '--warn'] }),
  },
  { id: 'open', title: 'Open connections', format: count, heightPx: 72, lines: (named) => plain(named, { in: ['in', '--cat-1'], out: ['out', '--cat-2'] }) },
];

/** Everything that is known of a workload over time, on one axis. */
export function WorkloadCharts({ detail }: { readonly detail: WorkloadDetail }): ReactNode {
  const { history, latency, events, workload } = detail;
  const axis = useAxis(detail, `workload ${workload.id}`);
  const planned = (plans: readonly ChartPlan[]) => plans.map((plan) => <PlannedChart key={plan.title} plan={plan} history={history} axis={axis} />);
  return (
    <section className="chart-sheet" aria-label="Over time">
      <h2 className="unseen">Over time</h2>
      <MarkedCharts events={events}>
        {planned([requests(detail), errors])}
        {latency === null ? (
          workload.in.errorRatio !== null && <NoData title="Latency">No request was timed in this time: those that are seen had no answer yet.</NoData>
        ) : (
          <HeatChart title="Latency" what="requests" latency={latency} timeless {...axis} />
        )}
        {planned([...resources(detail), ...connections])}
        <EventChart events={events} steps={history.steps} {...axis} />
      </MarkedCharts>
    </section>
  );
}
