import type { ReactNode } from 'react';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { worstMinute, worstMinuteOfEdges } from '../../lib/p99.ts';
import { portAndTransport, shortPort } from '../../lib/port.ts';
import { byteRate, duration } from '../../lib/quantity.ts';
import { Link } from '../link.tsx';
import type { Change } from '../location.ts';
import { Maybe, Num } from '../numbers.tsx';
import { PanelTable } from '../table/panel-table.tsx';
import { ConnectRate, FailedShare, RequestRate, RequestsUnseen } from './edge-figures.tsx';
import { bytesBothWays } from './edge-sums.ts';
import { WithCard } from './entity-card.tsx';
import { KindIcon } from './kind.tsx';
import { Mark } from './mark.tsx';

export interface Ends {
  readonly edge: TopologyEdge;
  readonly client: TopologyNode;
  readonly server: TopologyNode;
}

/** What a row is told by: the node at the other end, between two known nodes the port, else both ends. */
type By = 'client' | 'server' | 'port' | 'ends';

const heads: Readonly<Record<By, string>> = { client: 'From', server: 'To', port: 'Port', ends: 'Connection' };

function RowName({ ends, by }: { readonly ends: Ends; readonly by: By }): ReactNode {
  if (by === 'port') return portAndTransport(ends.edge);
  if (by === 'ends') {
    return (
      <span className="cut">
        {ends.client.name} <span className="quiet">→</span> {ends.server.name}
      </span>
    );
  }
  const other = ends[by];
  return (
    <>
      <KindIcon of={other} />
      <span className="cut">{other.name}</span>
      <span className="quiet">{shortPort(ends.edge)}</span>
    </>
  );
}

function RequestCells({ edge: { l7, health } }: Ends): ReactNode {
  if (!l7.seen) {
    return (
      <td className="right" colSpan={3}>
        <RequestsUnseen l7={l7} words="requests not seen" />
      </td>
    );
  }
  return (
    <>
      <td className="right">
        <RequestRate {...l7} />
      </td>
      <td className="right">
        <FailedShare ratio={l7.errorRatio} state={health.state} />
      </td>
      <td className="right">
        <Maybe value={l7.p99Seconds} format={duration} />
      </td>
    </>
  );
}

/** Where no requests are seen on any edge. */
function ConnectCells({ edge }: Ends): ReactNode {
  return (
    <>
      <td className="right">{edge.transport === 'udp' ? <span className="quiet">UDP</span> : <ConnectRate {...edge} />}</td>
      <td className="right">
        <FailedShare ratio={edge.l4.failureRatio} state={edge.health.state} />
      </td>
      <td className="right">
        <Num of={byteRate(bytesBothWays(edge))} exactly={bytesBothWays(edge)} />
      </td>
    </>
  );
}

const figureColumnsOf = (p99Says: string) =>
  ({
    requests: [
      { title: 'Requests', widthPx: 64, numeric: true },
      { title: 'Errors', widthPx: 54, numeric: true },
      { title: 'p99', says: p99Says, widthPx: 62, numeric: true },
    ],
    connects: [
      { title: 'Connects', widthPx: 64, numeric: true },
      { title: 'Failed', widthPx: 54, numeric: true },
      { title: 'Bytes', widthPx: 74, numeric: true },
    ],
  }) as const;

/** What rows of one connection each are told by, where requests are seen on any of them and where they are not. */
const figureColumns = figureColumnsOf(worstMinute);
/** The same of rows that are several connections each. */
export const sumColumns = figureColumnsOf(worstMinuteOfEdges);

interface RowProps extends Pick<Props, 'by' | 'to'> {
  readonly ends: Ends;
  readonly shows: keyof typeof figureColumns;
}

function Row({ ends, by, to, shows }: RowProps): ReactNode {
  const { edge } = ends;
  const link = (
    <Link className="chip chip-plain" to={to(ends)}>
      <RowName ends={ends} by={by} />
      <Mark state={edge.health.state} />
    </Link>
  );
  return (
    <tr>
      <th scope="row">
        {by === 'port' || by === 'ends' ? (
          link
        ) : (
          <WithCard of={ends[by]} health={ends[by].health}>
            {link}
          </WithCard>
        )}
      </th>
      {shows === 'requests' ? <RequestCells {...ends} /> : <ConnectCells {...ends} />}
    </tr>
  );
}

interface Props {
  readonly title: string;
  readonly edges: readonly Ends[];
  readonly by: By;
  readonly none: string;
  /** Where a row leads. */
  readonly to: (ends: Ends) => Change;
}

const failuresOf = ({ edge: { l4, l7 } }: Ends): number => l4.failuresPerSecond + l7.errorsPerSecond;
const most = (a: Ends, b: Ends): number =>
  failuresOf(b) - failuresOf(a) || b.edge.l7.requestsPerSecond - a.edge.l7.requestsPerSecond || bytesBothWays(b.edge) - bytesBothWays(a.edge);

/** Edges as links to their panels, those with the most failures, requests and bytes first. */
export function EdgeList({ title, edges, by, none, to }: Props): ReactNode {
  const ordered = [...edges].sort(most);
  const shows = edges.some(({ edge }) => edge.l7.seen) ? 'requests' : 'connects';
  return (
    <section className="panel-part">
      <h3>
        {title} <span>{edges.length}</span>
      </h3>
      {edges.length === 0 ? (
        <p className="dim">{none}</p>
      ) : (
        <PanelTable label={title} className="edge-list" columns={[{ title: heads[by] }, ...figureColumns[shows]]}>
          {ordered.map((ends) => (
            <Row key={ends.edge.id} ends={ends} by={by} to={to} shows={shows} />
          ))}
        </PanelTable>
      )}
    </section>
  );
}
