import type { ReactNode } from 'react';
import type { WorkloadProcesses } from '#contract/processes.ts';
import type { TopologyNode } from '#contract/routes.ts';
import { processCount, processTitle } from '../../../lib/process-words.ts';
import { bytes, cores } from '../../../lib/quantity.ts';
import { Processes } from '../../../ui/entity/processes.tsx';
import { Link } from '../../../ui/link.tsx';
import { Maybe } from '../../../ui/numbers.tsx';
import { workloadPath } from '../../../ui/runs.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { PanelTable } from '../../../ui/table/panel-table.tsx';

const fewProcesses = 12;

/** The largest of the processes of a card. */
function Few({ of, told }: { readonly of: TopologyNode; readonly told: WorkloadProcesses }): ReactNode {
  const changeTo = usePageChange();
  const { processes, more } = told;
  const few = processes.toSorted((a, b) => b.residentBytes - a.residentBytes).slice(0, fewProcesses);
  return (
    <>
      <PanelTable
        label="Processes"
        className="edge-list"
        columns={[
          { title: 'Process' },
          { title: 'PID', widthPx: 64 },
          { title: 'CPU, cores', widthPx: 72, numeric: true },
          { title: 'Memory', widthPx: 76, numeric: true },
        ]}
      >
        {few.map(({ node, pid, name, command, cpuCores, residentBytes }) => (
          <tr key={`${node} ${pid}`} title={of.hosts.length > 1 ? `${command} on ${node}` : command}>
            <th scope="row" className="cut">
              {processTitle({ name, command })}
            </th>
            <td className="process-pid">{pid}</td>
            <td className="right">
              <Maybe value={cpuCores} format={(value) => ({ ...cores(value), gap: '', unit: '' })} />
            </td>
            <td className="right">
              <Maybe value={residentBytes} format={bytes} />
            </td>
          </tr>
        ))}
      </PanelTable>
      {processes.length + more > few.length && (
        <p className="processes-note">
          <Link className="facts-link" to={changeTo(workloadPath(of.id))}>
            All {processCount(told)}
          </Link>
        </p>
      )}
    </>
  );
}

export function PanelProcesses({ of }: { readonly of: TopologyNode }): ReactNode {
  return (
    <Processes of={of} says="largest first">
      {(told) => <Few of={of} told={told} />}
    </Processes>
  );
}
