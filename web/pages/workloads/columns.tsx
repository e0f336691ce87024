import type { ReactNode } from 'react';
import type { Workload } from '#contract/routes.ts';
import { worstMinuteOfEdges } from '../../lib/p99.ts';
import { asText, bytes, cores, count, duration, percent, rate } from '../../lib/quantity.ts';
import { reasonsText } from '../../lib/words.ts';
import { SparkCell } from '../../ui/charts/spark-cell.tsx';
import { shareTone } from '../../ui/entity/edge-sums.ts';
import { healthWords } from '../../ui/entity/health.ts';
import { InNamespace } from '../../ui/entity/in-namespace.tsx';
import { KindIcon } from '../../ui/entity/kind.tsx';
import { kindWords } from '../../ui/entity/kind-words.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { Maybe, markOf, Num, none } from '../../ui/numbers.tsx';
import { workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import type { WindowedColumn } from '../../ui/table/table.tsx';
import { asked, type ColumnId, ports, type Row } from './list/rows.ts';

function NameCell(workload: Workload): ReactNode {
  const changeTo = usePageChange();
  return (
    <Link className="chip chip-plain" to={changeTo(workloadPath(workload.id))}>
      <KindIcon of={workload} size={14} />
      <b className="cut">{workload.name}</b>
      <InNamespace of={workload.namespace} />
    </Link>
  );
}

function HealthCell({ health: { state, reasons } }: Workload): ReactNode {
  if (state === 'ok') return <span className="quiet">fine</span>;
  return (
    <span className="status-line" title={reasonsText(reasons)}>
      <Mark state={state} />
      <span className={`cut text-${state}`}>{reasons[0] ?? healthWords[state]}</span>
    </span>
  );
}

function ErrorsCell({ id, in: { errorRatio }, health }: Workload): ReactNode {
  const tone = shareTone(errorRatio, health.state);
  return (
    <SparkCell id={id} name="errors" tone={tone}>
      <span className={tone && `text-${tone}`}>
        <Maybe value={errorRatio} format={percent} />
      </span>
    </SparkCell>
  );
}

function MemoryCell({ id, use: { memoryBytes, memoryLimitBytes } }: Workload): ReactNode {
  const share = memoryBytes === null || memoryLimitBytes === null ? null : memoryBytes / memoryLimitBytes;
  return (
    <SparkCell id={id} name="memory" tone={share !== null && share > 0.9 ? 'warning' : undefined}>
      <span title={share === null ? undefined : `${asText(percent(share))} of its limit`}>
        <Maybe value={memoryBytes} format={bytes} />
      </span>
    </SparkCell>
  );
}

export interface Column extends WindowedColumn<Row> {
  readonly id: ColumnId;
}

export const columns: readonly Column[] = [
  { id: 'name', title: 'Workload', width: 216, cell: (row) => <NameCell {...row} /> },
  { id: 'health', title: 'Health', width: 256, cell: (row) => <HealthCell {...row} /> },
  { id: 'kind', title: 'Kind', width: 116, cell: ({ kind }) => <span className="dim">{kindWords[kind]}</span>, spare: true },
  { id: 'namespace', title: 'Namespace', width: 112, cell: ({ namespace }) => namespace ?? none, spare: true },
  {
    id: 'hosts',
    title: 'Runs on',
    width: 88,
    cell: ({ hosts }) => (hosts.length > 1 ? `${hosts.length} nodes` : (hosts[0] ?? none)),
  },
  {
    id: 'rate',
    title: 'Requests',
    width: 128,
    numeric: true,
    cell: (row) => (
      <SparkCell id={row.id} name="requests">
        <Maybe value={asked(row)} format={rate} {...markOf(row.believed)} />
      </SparkCell>
    ),
  },
  { id: 'errors', title: 'Errors', width: 128, numeric: true, cell: (row) => <ErrorsCell {...row} /> },
  {
    id: 'p99',
    title: 'p99',
    says: worstMinuteOfEdges,
    width: 128,
    numeric: true,
    cell: ({ id, in: { p99Seconds } }) => (
      <SparkCell id={id} name="p99">
        <Maybe value={p99Seconds} format={duration} />
      </SparkCell>
    ),
  },
  {
    id: 'cpu',
    title: 'CPU, cores',
    width: 120,
    numeric: true,
    cell: ({ id, use }) => (
      <SparkCell id={id} name="cpu">
        <Maybe value={use.cpuCores} format={(value) => ({ ...cores(value), gap: '', unit: '' })} />
      </SparkCell>
    ),
  },
  { id: 'memory', title: 'Memory', width: 132, numeric: true, cell: (row) => <MemoryCell {...row} /> },
  { id: 'callers', title: 'Called by', width: 84, numeric: true, cell: (row) => <Num of={count(row.in.edges)} />, spare: true },
  { id: 'calls', title: 'Calls', width: 72, numeric: true, cell: ({ out }) => <Num of={count(out.edges)} />, spare: true },
  {
    id: 'open',
    title: 'Open in',
    width: 80,
    numeric: true,
    cell: (row) => <Num of={count(row.in.openConnections)} />,
    spare: true,
  },
  {
    id: 'ports',
    title: 'Listens on',
    width: 112,
    cell: (row) => (ports(row).length === 0 ? none : ports(row).join(', ')),
    spare: true,
  },
];
