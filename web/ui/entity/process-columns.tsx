import type { ReactNode } from 'react';
import type { WorkloadProcesses } from '#contract/processes.ts';
import { bytes, cores, count } from '../../lib/quantity.ts';
import { ago, span, stamp } from '../../lib/time.ts';
import { Link } from '../link.tsx';
import { useNow } from '../now.ts';
import { Maybe, Num } from '../numbers.tsx';
import { usePreferences } from '../preferences.ts';
import { nodePath } from '../runs.ts';
import { usePageChange } from '../shell/rail.tsx';
import type { Column } from '../table/table.tsx';

export type ProcessRow = WorkloadProcesses['processes'][number];

const nowEveryMs = 10_000;

function Since({ startedAt }: ProcessRow): ReactNode {
  const { zone } = usePreferences();
  const nowMs = useNow(nowEveryMs);
  const atMs = Date.parse(startedAt);
  return (
    <time dateTime={startedAt} title={`since ${stamp(atMs, zone)}`}>
      {ago(atMs, nowMs)}
    </time>
  );
}

function Node({ node }: ProcessRow): ReactNode {
  const changeTo = usePageChange();
  return <Link to={changeTo(nodePath(node))}>{node}</Link>;
}

const plainCores = (value: number) => ({ ...cores(value), gap: '' as const, unit: '' });

/** What is told of a process, wherever it stands in a table. */
export const processColumns: readonly Column<ProcessRow>[] = [
  { id: 'pid', title: 'PID', width: 72, key: ({ pid }) => pid, cell: ({ pid }) => <span className="process-pid">{pid}</span> },
  {
    id: 'name',
    title: 'Name',
    width: 216,
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
