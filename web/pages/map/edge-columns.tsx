import type { ReactNode } from 'react';
import { worstMinute } from '../../lib/p99.ts';
import { byteRate, count, duration } from '../../lib/quantity.ts';
import { ConnectRate, FailedShare, RequestRate, RequestsUnseen } from '../../ui/entity/edge-figures.tsx';
import { HealthCell } from '../../ui/entity/health-cell.tsx';
import { Link } from '../../ui/link.tsx';
import { Maybe, markOf, Num } from '../../ui/numbers.tsx';
import type { WindowedColumn } from '../../ui/table/table.tsx';
import type { EdgeRow } from './model/rows.ts';
import { selects } from './panels/selection.ts';
import { TwinName } from './twin-name.tsx';
import { WhyCell } from './why-cell.tsx';

/** What the table twin of the map says of a connection. */
export const edgeColumns: readonly WindowedColumn<EdgeRow>[] = [
  {
    id: 'client',
    title: 'From',
    width: 140,
    cell: ({ client, edge }) => (
      <Link className="chip chip-plain" to={selects({ kind: 'edge', id: edge.id })}>
        <TwinName {...client} />
      </Link>
    ),
  },
  {
    id: 'server',
    title: 'To',
    width: 136,
    cell: ({ server }) => (
      <span className="chip chip-plain">
        <TwinName {...server} />
      </span>
    ),
  },
  { id: 'port', title: 'Port', width: 84, numeric: true, cell: ({ edge }) => <PortCell {...edge} /> },
  { id: 'health', title: 'Health', width: 88, cell: ({ edge }) => <HealthCell {...edge.health} /> },
  { id: 'why', roomy: true, title: 'Why', width: 120, cell: ({ edge, ...marks }) => <WhyCell health={edge.health} {...marks} /> },
  {
    id: 'requests',
    title: 'Requests',
    width: 84,
    numeric: true,
    cell: ({ edge: { l7 } }) => (l7.seen ? <RequestRate {...l7} /> : <RequestsUnseen l7={l7} words="not seen" />),
  },
  {
    id: 'errors',
    title: 'Errors',
    width: 66,
    numeric: true,
    cell: ({ edge }) => <FailedShare ratio={edge.l7.errorRatio} state={edge.health.state} />,
  },
  {
    id: 'p99',
    title: 'p99',
    says: worstMinute,
    width: 64,
    numeric: true,
    cell: ({ edge }) => <Maybe value={edge.l7.p99Seconds} format={duration} />,
  },
  {
    id: 'connects',
    title: 'Connects',
    width: 84,
    numeric: true,
    cell: ({ edge }) => <ConnectRate {...edge} />,
  },
  {
    id: 'failed',
    title: 'Failed',
    width: 66,
    numeric: true,
    cell: ({ edge }) => <FailedShare ratio={edge.l4.failureRatio} state={edge.health.state} />,
  },
  {
    id: 'open',
    roomy: true,
    title: 'Open',
    width: 60,
    numeric: true,
    cell: ({ edge }) => <Num of={count(edge.l4.openConnections)} />,
  },
  {
    id: 'out',
    roomy: true,
    title: 'To server',
    width: 80,
    numeric: true,
    cell: ({ edge }) => <ByteRate bytesPerSecond={edge.l4.toServerBytesPerSecond} edge={edge} />,
  },
  {
    id: 'in',
    roomy: true,
    title: 'To client',
    width: 80,
    numeric: true,
    cell: ({ edge }) => <ByteRate bytesPerSecond={edge.l4.toClientBytesPerSecond} edge={edge} />,
  },
  {
    id: 'rtt',
    roomy: true,
    title: 'RTT p99',
    says: `round trip, ${worstMinute}`,
    width: 80,
    numeric: true,
    cell: ({ edge }) => <Maybe value={edge.l4.rttP99Seconds} format={duration} />,
  },
];

function PortCell({ port, transport }: EdgeRow['edge']): ReactNode {
  if (transport === 'unix' || port === 0) return <span className="unit">{transport.toUpperCase()}</span>;
  return (
    <span className="num">
      {port} <span className="unit">{transport.toUpperCase()}</span>
    </span>
  );
}

function ByteRate({ bytesPerSecond, edge }: { readonly bytesPerSecond: number; readonly edge: EdgeRow['edge'] }): ReactNode {
  if (edge.transport === 'unix') return <Maybe value={null} format={byteRate} />;
  return <Num of={byteRate(bytesPerSecond)} exactly={bytesPerSecond} {...markOf(edge.confidence.state)} />;
}
