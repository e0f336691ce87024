import type { ReactNode } from 'react';
import type { History } from '#contract/history.ts';
import type { NodeDetail } from '#contract/nodes.ts';
import { memoryParts } from '../../lib/memory-parts.ts';
import { byteRate, bytes, exact, percent, plainNumber, rate } from '../../lib/quantity.ts';
import type { Line } from '../../ui/charts/chart-lines.ts';
import { EventChart } from '../../ui/charts/event-chart.tsx';
import { type ChartPlan, chartOf, type Named, PlannedChart, useAxis } from '../../ui/charts/history-charts.tsx';
import { MarkedCharts } from '../../ui/charts/marked.tsx';
import { Link } from '../../ui/link.tsx';
import { usePageChange } from '../../ui/shell/rail.tsx';

type Names = Readonly<Record<string, readonly [label: string, colour: string]>>;

const plain = (named: Named, names: Names): Line[] =>
  Object.entries(names).flatMap(([name, [label, colour]]) => {
    const values = named.get(name);
    return values === undefined ? [] : [{ label, colour, values }];
  });

/** Of all CPUs: less is not to be seen in a chart of this height. */
const leastShare = 0.0005;

const palette = ['--cat-1', '--cat-2', '--cat-3', '--cat-4', '--cat-5', '--cat-6', '--cat-7', '--cat-8'] as const;
/** Of many kinds those that there are: a zero says nothing here that the others do not. */
const happened = (lines: readonly Line[]): Line[] => lines.filter(({ values }) => values.some((value) => value !== null && value >= leastShare));

/** By rank; more lines than colours would tell nothing. */
const ranked = (named: Named): Line[] =>
  [...named].slice(0, palette.length).map(([label, values], rank) => ({ label, colour: palette[rank] ?? '--cat-1', values }));

/** What stops or is stolen stands on the baseline, where it is read; what works stands upon it. */
const modes: Names = {
  steal: ['stolen', '--cat-5'],
  iowait: ['waits for a disk', '--cat-8'],
  irq: ['interrupts', '--cat-4'],
  softirq: ['soft interrupts', '--cat-6'],
  system: ['system', '--cat-2'],
  nice: ['nice', '--cat-7'],
  user: ['user', '--cat-1'],
};

const loads: Names = {
  sonde_host_load1: ['1 min', '--cat-1'],
  sonde_host_load5: ['5 min', '--cat-7'],
  sonde_host_load15: ['15 min', '--level-info'],
};

const resources: Names = { cpu: ['CPU', '--cat-1'], memory: ['memory', '--cat-3'], io: ['disks', '--cat-8'], irq: ['interrupts', '--cat-4'] };

const parts = {
  anonymous: ['anonymous', '--cat-1'],
  cache: ['page cache', '--cat-2'],
  shared: ['shared', '--cat-3'],
  slab: ['slab', '--cat-4'],
  kernel: ['kernel', '--cat-5'],
  unaccounted: ['unaccounted', '--unknown'],
} as const;

/** What is free is the room that is left under the line of the whole. */
function memoryLines(named: Named): Line[] {
  const found = memoryParts(named).flatMap(({ name, values }) => (name === 'free' ? [] : [{ label: parts[name][0], colour: parts[name][1], values }]));
  const total = named.get('sonde_host_memory_total_bytes');
  return total === undefined ? found : [...found, { label: 'all', colour: '--text-3', dashed: true, values: total }];
}

/** The steps in which a value of the load was rejected, because it cannot be true. */
function rejectedLoads(history: History): number[] {
  const lines = (chartOf(history, 'rejected')?.series ?? []).filter(({ name }) => name.endsWith(' of loadavg'));
  const steps = lines.flatMap(({ values }) => values.flatMap((value, step) => (value !== null && value > 0 ? [step] : [])));
  return [...new Set(steps)];
}

function rejectedCount(history: History): number {
  const lines = (chartOf(history, 'rejected')?.series ?? []).filter(({ name }) => name.endsWith(' of loadavg'));
  return Math.round(lines.reduce((sum, { values }) => sum + values.reduce<number>((all, value) => all + (value ?? 0), 0), 0));
}

function Missing(): ReactNode {
  const changeTo = usePageChange();
  return (
    <>
      The agent reads no such numbers on this host, or none was scraped in this time: the <Link to={changeTo('/doctor')}>doctor</Link> says which.
    </>
  );
}

const missing = <Missing />;

function load(history: History, cpus: number | undefined): ChartPlan {
  const doubted = rejectedLoads(history);
  const note = doubted.length === 0 ? undefined : `hatched among the values: ${exact(rejectedCount(history))} rejected, because they cannot be true`;
  const limit = (lines: readonly Line[]): Line[] =>
    cpus === undefined || lines[0] === undefined
      ? []
      : [
          {
            label: 'CPUs',
            colour: '--text-3',
            dashed: true,
            values: Array.from(lines[0].values, (value) => (value === null || Number.isNaN(value) ? null : cpus)),
          },
        ];
  return {
    id: 'load',
    title: 'Load',
    format: plainNumber,
    doubted,
    ...(note !== undefined && { note }),
    lines: (named) => {
      const lines = plain(named, loads);
      return [...lines, ...limit(lines)];
    },
  };
}

const computing: ChartPlan = { id: 'cpu', title: 'CPU', format: percent, stack: true, lines: (named) => happened(plain(named, modes)), none: missing };

const rest: readonly ChartPlan[] = [
  { id: 'waiting', title: 'Pressure: something waits', format: percent, heightPx: 76, lines: (named) => plain(named, resources) },
  { id: 'stalled', title: 'Pressure: everything waits', format: percent, heightPx: 76, rare: true, lines: (named) => plain(named, resources) },
  { id: 'memory', title: 'Memory', format: bytes, binary: true, stack: true, lines: memoryLines, none: missing },
  {
    id: 'diskBytes',
    title: 'Disks',
    format: byteRate,
    binary: true,
    lines: (named) => plain(named, { read: ['read', '--cat-1'], written: ['written', '--cat-2'] }),
  },
  { id: 'diskBusy', title: 'Disks busy', format: percent, heightPx: 76, lines: ranked },
  { id: 'filesystems', title: 'Filesystems used', format: percent, heightPx: 76, lines: ranked },
  {
    id: 'network',
    title: 'Network',
    format: byteRate,
    binary: true,
    lines: (named) => plain(named, { received: ['received', '--cat-1'], sent: ['sent', '--cat-2'] }),
  },
  {
    id: 'networkTrouble',
    title: 'Packets lost at interfaces',
    format: rate,
    heightPx: 76,
    rare: true,
    lines: (named) =>
      plain(named, {
        receiveErrors: ['errors in', '--critical'],
        sendErrors: ['errors out', '--cat-5'],
        receiveDrops: ['dropped in', '--warn'],
        sendDrops: ['dropped out', '--cat-4'],
      }),
  },
];

/** A host over time, on one axis. */
export function NodeCharts({ detail }: { readonly detail: NodeDetail }): ReactNode {
  const { history, node, events } = detail;
  const axis = useAxis(detail, `node ${node.node}`);
  const plans = [computing, load(history, node.report?.host.cpus), ...rest];
  return (
    <section className="chart-sheet" aria-label="Over time">
      <h2 className="unseen">Over time</h2>
      <MarkedCharts events={events}>
        {plans.map((plan) => (
          <PlannedChart key={plan.id} plan={plan} history={history} axis={axis} />
        ))}
        <EventChart events={events} steps={history.steps} {...axis} />
      </MarkedCharts>
    </section>
  );
}
