import { Boxes, Cloud, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TopologyGroup } from '#contract/routes.ts';
import { byteRate, duration, rate } from '../../../lib/quantity.ts';
import { FailedShare } from '../../../ui/entity/edge-figures.tsx';
import { sumColumns } from '../../../ui/entity/edge-list.tsx';
import { type HealthState, healthOrder, healthWords } from '../../../ui/entity/health.ts';
import { KindIcon } from '../../../ui/entity/kind.tsx';
import { Mark } from '../../../ui/entity/mark.tsx';
import { Link } from '../../../ui/link.tsx';
import type { Change } from '../../../ui/location.ts';
import { Maybe, markOf, Num } from '../../../ui/numbers.tsx';
import { Panel, Summary } from '../../../ui/panel/panel.tsx';
import { PanelTable } from '../../../ui/table/panel-table.tsx';
import { groupWords, membersOf } from '../model/group-words.ts';
import type { Sums } from '../model/sums.ts';
import type { GroupDetail, Neighbour } from '../scene/group-detail.ts';
import { trafficWords } from './pair-panel.tsx';
import { selects } from './selection.ts';

interface Row {
  readonly key: string;
  readonly icon: ReactNode;
  readonly name: string;
  readonly state: HealthState;
  readonly sums: Sums;
  readonly to: Change;
}

function RequestCells({ sums: { requests }, state }: Row): ReactNode {
  if (!requests.seen) {
    return (
      <td className="right" colSpan={3}>
        <span className="quiet">{requests.hidden ? 'requests not seen' : '–'}</span>
      </td>
    );
  }
  return (
    <>
      <td className="right">
        <Num of={rate(requests.perSecond)} exactly={requests.perSecond} {...markOf(requests.confidence)} />
      </td>
      <td className="right">
        <FailedShare ratio={requests.errorRatio} state={state} />
      </td>
      <td className="right">
        <Maybe value={requests.p99Seconds} format={duration} />
      </td>
    </>
  );
}

function Attempts({ sums }: Pick<Row, 'sums'>): ReactNode {
  if (sums.onlyUdp) return <span className="quiet">UDP</span>;
  if (sums.onlyUnix) return <span className="quiet">unix</span>;
  return <Num of={rate(sums.attemptsPerSecond)} atLeast={sums.atLeast} />;
}

function ConnectCells({ sums, state }: Row): ReactNode {
  return (
    <>
      <td className="right">
        <Attempts sums={sums} />
      </td>
      <td className="right">
        <FailedShare ratio={sums.failureRatio} state={state} />
      </td>
      <td className="right">
        <Num of={byteRate(sums.bytesPerSecond)} exactly={sums.bytesPerSecond} />
      </td>
    </>
  );
}

interface TableProps {
  readonly title: string;
  readonly first: string;
  readonly all: number;
  readonly rows: readonly Row[];
  readonly none: string;
}

function Table({ title, first, all, rows, none }: TableProps): ReactNode {
  const shows = rows.some(({ sums }) => sums.requests.seen) ? 'requests' : 'connects';
  const Cells = shows === 'requests' ? RequestCells : ConnectCells;
  return (
    <section className="panel-part">
      <h3>
        {title} <span>{rows.length < all ? `${rows.length} of ${all}` : all}</span>
      </h3>
      {rows.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <PanelTable label={title} className="edge-list" columns={[{ title: first }, ...sumColumns[shows]]}>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Link className="chip chip-plain" to={row.to}>
                  {row.icon}
                  <span className="cut">{row.name}</span>
                  <Mark state={row.state} />
                </Link>
              </th>
              <Cells {...row} />
            </tr>
          ))}
        </PanelTable>
      )}
    </section>
  );
}

const neighbourRow = ({ id, name, node, flow, line }: Neighbour): Row => ({
  key: id,
  icon: node === undefined ? <Boxes className="icon" size={12} aria-hidden="true" /> : <KindIcon of={node} />,
  name,
  ...line,
  to: selects({ kind: 'flow', id: flow }),
});

function sentence({ of, counts, all, reached }: GroupDetail): string {
  const there = healthOrder.filter((state) => counts[state] > 0);
  const health = there.map((state) => `${there.length === 1 ? 'all' : counts[state]} ${healthWords[state]}`).join(', ');
  return `${membersOf(of.kind, all)}: ${health}. From outside: ${trafficWords(reached)}.`;
}

const icons = { namespace: Boxes, hosts: Server, external: Cloud } satisfies Record<TopologyGroup['kind'], unknown>;

/** A namespace, the hosts, or all that is outside: who is in it, the worst first, who calls it and whom it calls. */
export function GroupPanel({ group, onClose }: { readonly group: GroupDetail; readonly onClose: () => void }): ReactNode {
  const { of, all, state, members, callers, called } = group;
  const Icon = icons[of.kind];
  const header = (
    <span className="panel-title">
      <Icon className="icon" size={16} aria-hidden="true" />
      <span className="cut">{of.name}</span>
      <Mark state={state} />
    </span>
  );
  const rows = members.map(({ node, sums }) => ({
    key: node.id,
    icon: <KindIcon of={node} />,
    name: node.name,
    state: node.health.state,
    sums,
    to: selects({ kind: 'node', id: node.id }),
  }));
  return (
    <Panel title={of.name} header={header} onClose={onClose}>
      <Summary state={state} text={sentence(group)} />
      <Table title={groupWords[of.kind].heading} first="Name" all={all} rows={rows} none="Nothing in this window." />
      <Table title="Called by" first="From" all={callers.length} rows={callers.map(neighbourRow)} none="By nobody outside in this window." />
      <Table title="Calls" first="To" all={called.length} rows={called.map(neighbourRow)} none="Nothing outside in this window." />
    </Panel>
  );
}
