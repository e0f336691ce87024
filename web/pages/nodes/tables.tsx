import type { ReactNode } from 'react';
import type { Filesystem } from '#contract/history.ts';
import type { NodeUser } from '#contract/nodes.ts';
import { asText, bytes, cores, percent } from '../../lib/quantity.ts';
import { WithCard } from '../../ui/entity/entity-card.tsx';
import { InNamespace } from '../../ui/entity/in-namespace.tsx';
import { KindIcon } from '../../ui/entity/kind.tsx';
import { Link } from '../../ui/link.tsx';
import { Maybe } from '../../ui/numbers.tsx';
import { runs, workloadPath } from '../../ui/runs.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { PanelTable } from '../../ui/table/panel-table.tsx';

const mostUsers = 12;
/** What is no workload, in words. */
const unnamed: Readonly<Record<string, string>> = {
  other: 'Everyone beyond the 32 that this node counts by name.',
  unattributed: 'CPU time that no process is known for: interrupts, and processes that ended between two looks.',
};

function UserName({ user }: { readonly user: NodeUser }): ReactNode {
  const changeTo = usePageChange();
  const name = (
    <>
      <KindIcon of={user} />
      <span className="cut">{user.name}</span>
      <InNamespace of={user.namespace} />
    </>
  );
  if (!runs(user))
    return (
      <span className="chip chip-plain" title={unnamed[user.name]}>
        {name}
      </span>
    );
  return (
    <WithCard of={user}>
      <Link className="chip chip-plain" to={changeTo(workloadPath(user.id))}>
        {name}
      </Link>
    </WithCard>
  );
}

/** Who used the CPUs and holds the memory, the busiest first. */
export function Users({ users }: { readonly users: readonly NodeUser[] }): ReactNode {
  return (
    <section className="panel-part">
      <h3>
        Who uses it <span>{users.length > mostUsers ? `${mostUsers} of ${users.length}, busiest first` : 'busiest first'}</span>
      </h3>
      {users.length === 0 ? (
        <p className="dim">Nobody was counted by name in this time.</p>
      ) : (
        <PanelTable
          label="Who uses the node"
          className="edge-list"
          columns={[{ title: 'Workload' }, { title: 'CPU, cores', widthPx: 76, numeric: true }, { title: 'Memory', widthPx: 84, numeric: true }]}
        >
          {users.slice(0, mostUsers).map((user) => (
            <tr key={user.id}>
              <th scope="row">
                <UserName user={user} />
              </th>
              <td className="right">
                <Maybe value={user.use.cpuCores} format={(value) => ({ ...cores(value), gap: '', unit: '' })} />
              </td>
              <td className="right">
                <Maybe value={user.use.memoryBytes} format={bytes} />
              </td>
            </tr>
          ))}
        </PanelTable>
      )}
    </section>
  );
}

/** Full from here on, as on the overview. */
const nearlyFull = 0.9;
const full = 0.97;

function toneOf(share: number | null, { readOnly }: Filesystem): string | undefined {
  if (share === null || readOnly || share < nearlyFull) return undefined;
  return share < full ? 'text-warning' : 'text-critical';
}

function FilesystemRow({ of }: { readonly of: Filesystem }): ReactNode {
  const { mountpoint, device, type, sizeBytes, availableBytes, filesShare, readOnly, failing } = of;
  const share = sizeBytes === null || availableBytes === null || sizeBytes === 0 ? null : 1 - availableBytes / sizeBytes;
  return (
    <tr title={`${device}, ${type}${filesShare === null ? '' : `, ${asText(percent(filesShare))} of its inodes used`}`}>
      <th scope="row" className="cut">
        {mountpoint} {readOnly && <span className="quiet">read-only</span>}
      </th>
      <td className={`right ${toneOf(share, of) ?? ''}`}>
        {failing ? <span className="text-critical">cannot be read</span> : <Maybe value={share} format={percent} />}
      </td>
      <td className="right">
        <Maybe value={availableBytes} format={bytes} />
      </td>
      <td className="right">
        <Maybe value={sizeBytes} format={bytes} />
      </td>
    </tr>
  );
}

export function Filesystems({ filesystems }: { readonly filesystems: readonly Filesystem[] }): ReactNode {
  if (filesystems.length === 0) return null;
  return (
    <section className="panel-part">
      <h3>
        Filesystems <span>fullest first</span>
      </h3>
      <PanelTable
        label="Filesystems"
        className="edge-list"
        columns={[
          { title: 'Mounted at' },
          { title: 'Used', widthPx: 60, numeric: true },
          { title: 'Free', widthPx: 72, numeric: true },
          { title: 'Size', widthPx: 72, numeric: true },
        ]}
      >
        {filesystems.map((of) => (
          <FilesystemRow key={`${of.device} ${of.mountpoint}`} of={of} />
        ))}
      </PanelTable>
    </section>
  );
}
