import { Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ObservedNode } from '#contract/nodes.ts';
import { byteRate, bytes, count, exact, percent, plainNumber } from '../../lib/quantity.ts';
import { span } from '../../lib/time.ts';
import { reasonsText } from '../../lib/words.ts';
import { cpuShare, uptimeSeconds } from '../../ui/agent.ts';
import { SparkCell } from '../../ui/charts/spark-cell.tsx';
import { healthOrder, healthWords } from '../../ui/entity/health.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { Maybe, none } from '../../ui/numbers.tsx';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import type { Column } from '../../ui/table/table.tsx';
import { busyTone, healthOf, toneOf } from './health.ts';

export interface Row {
  readonly host: ObservedNode;
  readonly atMs: number;
}

const collectorsUp = ({ report }: ObservedNode): number => report?.collectors.filter(({ up }) => up).length ?? 0;

function NameCell({ host: { node } }: Row): ReactNode {
  const changeTo = usePageChange();
  return (
    <Link className="chip chip-plain" to={changeTo(nodePath(node))}>
      <Server className="icon" size={14} aria-hidden="true" />
      <b className="cut">{node}</b>
    </Link>
  );
}

function HealthCell({ host }: Row): ReactNode {
  const { state, reasons } = healthOf(host);
  return (
    <span className="status-line" title={reasonsText(reasons)}>
      {state === 'ok' ? <span className="quiet">fine</span> : <Mark state={state} />}
      {state !== 'ok' && <span className={`cut text-${state}`}>{reasons[0] ?? healthWords[state]}</span>}
    </span>
  );
}

interface ShareProps {
  readonly node: string;
  readonly name: string;
  readonly share: number | null;
  readonly tone: ReturnType<typeof toneOf>;
}

function ShareCell({ node, name, share, tone }: ShareProps): ReactNode {
  return (
    <SparkCell id={node} name={name} tone={tone}>
      <span className={tone && `text-${tone}`}>
        <Maybe value={share} format={percent} />
      </span>
    </SparkCell>
  );
}

const moved = ({ use: { receivedBytesPerSecond: received, sentBytesPerSecond: sent } }: ObservedNode): number | null =>
  received === null || sent === null ? null : received + sent;

function DiskCell({ host: { use } }: Row): ReactNode {
  const tone = toneOf(use.fullestShare);
  return (
    <span className={tone && `text-${tone}`} title={use.fullestMount}>
      <Maybe value={use.fullestShare} format={percent} />
    </span>
  );
}

function CollectorsCell({ host }: Row): ReactNode {
  if (host.report === null) return none;
  const up = collectorsUp(host);
  const all = host.report.collectors.length;
  return (
    <span className={up < all ? 'text-warning' : undefined}>
      {up} <span className="quiet">of {all}</span>
    </span>
  );
}

const ofHost: readonly Column<Row>[] = [
  { id: 'node', title: 'Node', width: 132, key: ({ host }) => host.node, cell: (row) => <NameCell {...row} /> },
  { id: 'health', title: 'Health', width: 168, key: ({ host }) => healthOrder.indexOf(healthOf(host).state), cell: (row) => <HealthCell {...row} /> },
  {
    id: 'cpus',
    title: 'CPUs',
    width: 64,
    numeric: true,
    key: ({ host }) => host.report?.host.cpus ?? null,
    cell: ({ host }) => <Maybe value={host.report?.host.cpus} format={count} />,
  },
  {
    id: 'cpu',
    title: 'CPU used',
    width: 136,
    numeric: true,
    key: ({ host }) => host.use.cpuShare,
    cell: ({ host }) => <ShareCell node={host.node} name="cpu" share={host.use.cpuShare} tone={busyTone(host.use.cpuShare)} />,
  },
  {
    id: 'load',
    title: 'Load',
    width: 64,
    numeric: true,
    key: ({ host }) => host.use.load1,
    cell: ({ host }) => <Maybe value={host.use.load1} format={plainNumber} />,
  },
  {
    id: 'memory',
    title: 'Memory',
    width: 84,
    numeric: true,
    key: ({ host }) => host.report?.host.memoryBytes ?? null,
    cell: ({ host }) => <Maybe value={host.report?.host.memoryBytes} format={bytes} />,
  },
  {
    id: 'memoryUsed',
    title: 'Memory used',
    width: 136,
    numeric: true,
    key: ({ host }) => host.use.memoryShare,
    cell: ({ host }) => <ShareCell node={host.node} name="memory" share={host.use.memoryShare} tone={toneOf(host.use.memoryShare)} />,
  },
  { id: 'disk', title: 'Fullest disk', width: 92, numeric: true, key: ({ host }) => host.use.fullestShare, cell: (row) => <DiskCell {...row} /> },
  {
    id: 'network',
    title: 'Network',
    width: 136,
    numeric: true,
    key: ({ host }) => moved(host),
    cell: ({ host }) => (
      <SparkCell id={host.node} name="network">
        <Maybe value={moved(host)} format={byteRate} />
      </SparkCell>
    ),
  },
];

const ofAgent: readonly Column<Row>[] = [
  { id: 'collectors', title: 'Collectors', width: 88, numeric: true, key: ({ host }) => collectorsUp(host), cell: (row) => <CollectorsCell {...row} /> },
  {
    id: 'kernel',
    title: 'Kernel',
    width: 140,
    key: ({ host }) => host.report?.host.kernel ?? null,
    cell: ({ host }) => host.report?.host.kernel ?? none,
    spare: true,
  },
  {
    id: 'agentCpu',
    title: 'Agent CPU',
    width: 96,
    numeric: true,
    key: ({ host, atMs }) => host.report && cpuShare(host.report, atMs),
    cell: ({ host, atMs }) => <Maybe value={host.report && cpuShare(host.report, atMs)} format={percent} />,
  },
  {
    id: 'rss',
    title: 'Agent memory',
    width: 104,
    numeric: true,
    key: ({ host }) => host.report?.residentBytes ?? null,
    cell: ({ host }) => <Maybe value={host.report?.residentBytes} format={bytes} />,
    spare: true,
  },
  {
    id: 'series',
    title: 'Series',
    width: 80,
    numeric: true,
    key: ({ host }) => host.report?.series.exposed ?? null,
    cell: ({ host }) => (host.report === null ? none : <span title={`of ${exact(host.report.series.budget)}`}>{exact(host.report.series.exposed)}</span>),
    spare: true,
  },
  {
    id: 'up',
    title: 'Agent up for',
    width: 104,
    numeric: true,
    key: ({ host, atMs }) => host.report && uptimeSeconds(host.report, atMs),
    cell: ({ host, atMs }) => (host.report === null ? none : span(uptimeSeconds(host.report, atMs))),
    spare: true,
  },
];

export const columns: readonly Column<Row>[] = [...ofHost, ...ofAgent];
