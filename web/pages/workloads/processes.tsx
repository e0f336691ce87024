import type { ReactNode } from 'react';
import type { WorkloadProcesses } from '#contract/processes.ts';
import type { TopologyNode } from '#contract/routes.ts';
import { processCount } from '../../lib/process-words.ts';
import { bytes, cores, count, exact } from '../../lib/quantity.ts';
import type { Sorting } from '../../lib/sorting.ts';
import { ago, span, stamp } from '../../lib/time.ts';
import { Processes } from '../../ui/entity/processes.tsx';
import { Link } from '../../ui/link.tsx';
import { useNow } from '../../ui/now.ts';
import { Maybe, Num } from '../../ui/numbers.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { nodePath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { type Column, DataTable } from '../../ui/table/table.tsx';

type Row = WorkloadProcesses['processes'][number];

const start: Sorting = { column: 'pid', falling: false };
/** Beside the sorting of other lists of the page. */
const sortKey = 'processes';
const nowEveryMs = 10_000;

const idOf = ({ node, pid }: Row): string => `${node} ${pid}`;

function Since({ startedAt }: Row): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(nowEveryMs);
  const atMs = Date.parse(startedAt);
  return (
    <time dateTime={startedAt} title={`since ${stamp(atMs, zone)}`}>
      {ago(atMs, nowMs)}
    </time>
  );
}

function Node({ node }: Row): ReactNode {
  const changeTo = usePageChange();
  return <Link to={changeTo(nodePath(node))}>{node}</Link>;
}

const plainCores = (value: number) => ({ ...cores(value), gap: '' as const, unit: '' });

const columns: readonly Column<Row>[] = [
  { id: 'pid', title: 'PID', width: 72, key: ({ pid }) => pid, cell: ({ pid }) => <span className="process-pid">{pid}</span> },
  {
    id: 'name',
    title: 'Name',
    width: 240,
    key: ({ name, command }) => `${name} ${command}`,
    cell: ({ name, command }) => (
      <span title={command}>
        {name} {command !== name && <code className="quiet">{command}</code>}
      </span>
    ),
  },
  { id: 'node', title: 'Node', width: 104, key: ({ node }) => node, cell: (row) => <Node {...row} /> },
  { id: 'since', title: 'Started', width: 92, key: ({ startedAt }) => startedAt, cell: (row) => <Since {...row} /> },
  {
    id: 'cpu',
    title: 'CPU, cores',
    says: 'of the last seconds; on hover the CPU time since its start',
    width: 88,
    numeric: true,
    key: ({ cpuCores }) => cpuCores,
    cell: ({ cpuCores, cpuSeconds }) => (
      <span title={`${span(cpuSeconds)} of CPU time since its start`}>
        {cpuCores === null ? <span className="none">–</span> : <Num of={plainCores(cpuCores)} />}
      </span>
    ),
  },
  {
    id: 'memory',
    title: 'Memory',
    says: 'what it holds in memory; what processes share is counted with each of them',
    width: 88,
    numeric: true,
    key: ({ residentBytes }) => residentBytes,
    cell: ({ residentBytes }) => <Num of={bytes(residentBytes)} exactly={residentBytes} />,
  },
  {
    id: 'connections',
    title: 'Connections',
    says: 'open TCP connections that it owns',
    width: 96,
    numeric: true,
    key: ({ connections }) => connections,
    cell: ({ connections }) => <Maybe value={connections} format={count} />,
  },
];

/** Every process of a workload, in a table that sorts. */
export function ProcessTable({ of }: { readonly of: TopologyNode }): ReactNode {
  return (
    <Processes of={of}>
      {(told) => (
        <>
          <DataTable label="Processes" columns={columns} rows={told.processes} idOf={idOf} start={start} sortKey={sortKey} />
          {told.more > 0 && (
            <p className="dim processes-note">
              These are {exact(told.processes.length)} of {processCount(told)}: the others used less CPU time.
            </p>
          )}
        </>
      )}
    </Processes>
  );
}
