import type { ReactNode } from 'react';
import type { Confidence } from '#contract/requests.ts';
import type { Workload } from '#contract/routes.ts';
import { worstMinuteOfEdges } from '../../lib/p99.ts';
import { asText, bytes, cores, count, duration, percent, rate } from '../../lib/quantity.ts';
import { reasonsText } from '../../lib/words.ts';
import { SparkCell } from '../../ui/charts/spark-cell.tsx';
import { shareTone } from '../../ui/entity/edge-sums.ts';
import { healthOrder, healthWords } from '../../ui/entity/health.ts';
import { InNamespace } from '../../ui/entity/in-namespace.tsx';
import { KindIcon } from '../../ui/entity/kind.tsx';
import { kindWords } from '../../ui/entity/kind-words.ts';
import { Mark } from '../../ui/entity/mark.tsx';
import { Link } from '../../ui/link.tsx';
import { Maybe, markOf, Num } from '../../ui/numbers.tsx';
import { workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import type { Column } from '../../ui/table/table.tsx';

/** A workload, and how much the counts of its requests can be believed. */
export interface Row extends Workload {
  readonly believed: Confidence['state'];
}

const none = <span className="none">–</span>;

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

/** Without requests there is no rate: what is not seen is not zero. */
const asked = ({ in: { requestsPerSecond, errorRatio } }: Workload): number | null => (errorRatio === null ? null : requestsPerSecond);

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

const ports = ({ listening }: Workload): number[] => [...new Set(listening.map(({ port }) => port))].sort((a, b) => a - b);

export const columns: readonly Column<Row>[] = [
  { id: 'name', title: 'Workload', width: 216, key: ({ name }) => name, cell: (row) => <NameCell {...row} /> },
  { id: 'health', title: 'Health', width: 256, key: ({ health }) => healthOrder.indexOf(health.state), cell: (row) => <HealthCell {...row} /> },
  { id: 'kind', title: 'Kind', width: 116, key: ({ kind }) => kind, cell: ({ kind }) => <span className="dim">{kindWords[kind]}</span>, spare: true },
  { id: 'namespace', title: 'Namespace', width: 112, key: ({ namespace }) => namespace ?? null, cell: ({ namespace }) => namespace ?? none, spare: true },
  {
    id: 'hosts',
    title: 'Runs on',
    width: 88,
    key: ({ hosts }) => hosts.join(' '),
    cell: ({ hosts }) => (hosts.length > 1 ? `${hosts.length} nodes` : (hosts[0] ?? none)),
  },
  {
    id: 'rate',
    title: 'Requests',
    width: 128,
    numeric: true,
    key: asked,
    cell: (row) => (
      <SparkCell id={row.id} name="requests">
        <Maybe value={asked(row)} format={rate} {...markOf(row.believed)} />
      </SparkCell>
    ),
  },
  { id: 'errors', title: 'Errors', width: 128, numeric: true, key: ({ in: { errorRatio } }) => errorRatio, cell: (row) => <ErrorsCell {...row} /> },
  {
    id: 'p99',
    title: 'p99',
    says: worstMinuteOfEdges,
    width: 128,
    numeric: true,
    key: ({ in: { p99Seconds } }) => p99Seconds,
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
    key: ({ use }) => use.cpuCores,
    cell: ({ id, use }) => (
      <SparkCell id={id} name="cpu">
        <Maybe value={use.cpuCores} format={(value) => ({ ...cores(value), gap: '', unit: '' })} />
      </SparkCell>
    ),
  },
  { id: 'memory', title: 'Memory', width: 132, numeric: true, key: ({ use }) => use.memoryBytes, cell: (row) => <MemoryCell {...row} /> },
  { id: 'callers', title: 'Called by', width: 84, numeric: true, key: (row) => row.in.edges, cell: (row) => <Num of={count(row.in.edges)} />, spare: true },
  { id: 'calls', title: 'Calls', width: 72, numeric: true, key: ({ out }) => out.edges, cell: ({ out }) => <Num of={count(out.edges)} />, spare: true },
  {
    id: 'open',
    title: 'Open in',
    width: 80,
    numeric: true,
    key: (row) => row.in.openConnections,
    cell: (row) => <Num of={count(row.in.openConnections)} />,
    spare: true,
  },
  {
    id: 'ports',
    title: 'Listens on',
    width: 112,
    key: (row) => ports(row)[0] ?? null,
    cell: (row) => (ports(row).length === 0 ? none : ports(row).join(', ')),
    spare: true,
  },
];
