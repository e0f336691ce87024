import { useQueries } from '@tanstack/react-query';
import { FileSpreadsheet } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { csv } from '#contract/csv.ts';
import type { TopologyNode } from '#contract/routes.ts';
import { isPastNow } from '../../lib/process-words.ts';
import { exact } from '../../lib/quantity.ts';
import type { Sorting } from '../../lib/sorting.ts';
import { api } from '../../ui/api.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { type ProcessRow, processColumns } from '../../ui/entity/process-columns.tsx';
import { Link } from '../../ui/link.tsx';
import { useNow } from '../../ui/now.ts';
import { Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { type Column, DataTable } from '../../ui/table/table.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { isLocal } from './model/card-processes.ts';
import type { NodeRow } from './model/rows.ts';
import { selects } from './panels/selection.ts';
import { TwinName } from './twin-name.tsx';

interface Row extends ProcessRow {
  readonly of: TopologyNode;
}

const everyMs = 5000;
const nowEveryMs = 30_000;
/** As many as the map asks about at once. */
const mostAsked = 30;
const start: Sorting = { column: 'workload', falling: false };

const workload: Column<Row> = {
  id: 'workload',
  title: 'Workload',
  width: 184,
  key: ({ of }) => of.name,
  cell: ({ of }) => (
    <Link className="chip chip-plain" to={selects({ kind: 'node', id: of.id })}>
      <TwinName {...of} />
    </Link>
  ),
};
const columns: readonly Column<Row>[] = [workload, ...processColumns];
const idOf = ({ of, node, pid }: Row): string => `${of.id} ${node} ${pid}`;

function useProcesses(of: readonly TopologyNode[], live: boolean, enabled: boolean) {
  return useQueries({
    queries: of.map(({ id }) => ({
      queryKey: ['GET /api/workloads/:id/processes', id],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) => api('GET /api/workloads/:id/processes', { id }, signal),
      enabled,
      ...(live && { staleTime: everyMs, refetchInterval: everyMs }),
    })),
    combine: (answers) => ({
      told: answers.map(({ data }) => data),
      waits: answers.some(({ isLoading }) => isLoading),
      fetches: answers.some(({ isFetching }) => isFetching),
      failed: answers.flatMap(({ error, refetch }) => (error === null ? [] : [{ error, refetch }])),
    }),
  });
}

const csvOf = (rows: readonly Row[]): string => csv([columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ key }) => key(row)))]);

/** The processes of the workloads on the map, those that are not well first: as the map shows them from near by. */
export function TwinProcesses({ nodes, all }: { readonly nodes: readonly NodeRow[]; readonly all: number }): ReactNode {
  const [time] = useTime();
  const isPast = isPastNow(time, useNow(nowEveryMs));
  const asked = useMemo(
    () =>
      nodes
        .map(({ node }) => node)
        .filter(isLocal)
        .slice(0, mostAsked),
    [nodes],
  );
  const { told, waits, fetches, failed } = useProcesses(asked, time.kind === 'live', !isPast);
  const rows = useMemo(() => asked.flatMap((of, at) => (told[at]?.processes ?? []).map((process): Row => ({ ...process, of }))), [asked, told]);
  if (isPast) return <p className="twin-says dim">You look at the past, of which processes are not kept.</p>;
  if (rows.length === 0 && waits) {
    return (
      <Waiting>
        <Skeleton width="100%" height={200} />
      </Waiting>
    );
  }
  const [first] = failed;
  const retry = () => failed.forEach(({ refetch }) => void refetch());
  const more = told.reduce((sum, answer) => sum + (answer?.more ?? 0), 0);
  return (
    <div className="twin-processes">
      {first !== undefined && (
        <Failure what={`The processes of ${exact(failed.length)} of ${exact(asked.length)} workloads`} error={first.error} onRetry={retry} retrying={fetches} />
      )}
      <div className="twin-says">
        <p className="dim">
          {exact(rows.length)} processes of {exact(asked.length)} workloads
          {all > asked.length && asked.length === mostAsked && ', those that are not well first: filter the map for others'}
          {more > 0 && `; ${exact(more)} more, which used less CPU time, are only counted`}. Requests are counted for the workload, not for each process.
        </p>
        <CopyButton label="Copy as CSV" words="CSV" className="control" icon={FileSpreadsheet} text={() => csvOf(rows)} />
      </div>
      <DataTable label="Processes" columns={columns} rows={rows} idOf={idOf} start={start} />
    </div>
  );
}
