import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { processCount } from '../../lib/process-words.ts';
import { exact } from '../../lib/quantity.ts';
import type { Sorting } from '../../lib/sorting.ts';
import { type ProcessRow, processColumns } from '../../ui/entity/process-columns.tsx';
import { Processes } from '../../ui/entity/processes.tsx';
import { DataTable } from '../../ui/table/table.tsx';

const start: Sorting = { column: 'pid', falling: false };
/** Beside the sorting of other lists of the page. */
const sortKey = 'processes';

const idOf = ({ node, pid }: ProcessRow): string => `${node} ${pid}`;

/** Every process of a workload, in a table that sorts. */
export function ProcessTable({ of }: { readonly of: TopologyNode }): ReactNode {
  return (
    <Processes of={of}>
      {(told) => (
        <>
          <DataTable label="Processes" columns={processColumns} rows={told.processes} idOf={idOf} start={start} sortKey={sortKey} />
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
