import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { byteRate, count, duration, percent, rate } from '../../lib/quantity.ts';
import { type HealthState, healthOrder, healthWords } from '../../ui/health.ts';
import { KindIcon, kinds } from '../../ui/kind.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { Mark } from '../../ui/mark.tsx';
import { Maybe, markOf, Num } from '../../ui/numbers.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import type { MapEdge } from './lines.ts';
import type { MapModel, MapNode } from './model.ts';
import { selects } from './selection.ts';
import { attemptsPerSecond, type RequestSums, shareTone, sumOf } from './sums.ts';
import type { Thing } from './thing.ts';

const isPartial = ({ edge }: MapEdge): boolean => edge.confidence.state === 'partial';

function Health({ state }: MapNode['node']['health']): ReactNode {
  if (state === 'ok') return <span className="quiet">{healthWords.ok}</span>;
  return (
    <span className="status-line">
      <span className="status-mark" aria-hidden="true">
        <Mark state={state} />
      </span>
      <span className={`text-${state}`}>{healthWords[state]}</span>
    </span>
  );
}

const edgeColumns: readonly Column<MapEdge>[] = [
  {
    id: 'client',
    title: 'From',
    width: 160,
    key: ({ client }) => client.name,
    cell: ({ client, edge }) => (
      <Link className="chip chip-plain" to={selects({ kind: 'edge', id: edge.id })}>
        <KindIcon kind={client.kind} />
        <span className="cut">{client.name}</span>
      </Link>
    ),
  },
  {
    id: 'server',
    title: 'To',
    width: 160,
    key: ({ server }) => server.name,
    cell: ({ server }) => (
      <span className="chip chip-plain">
        <KindIcon kind={server.kind} />
        <span className="cut">{server.name}</span>
      </span>
    ),
  },
  { id: 'port', title: 'Port', width: 80, numeric: true, key: ({ edge }) => edge.port, cell: ({ edge }) => <PortCell {...edge} /> },
  { id: 'health', title: 'Health', width: 96, key: ({ edge }) => healthOrder.indexOf(edge.health.state), cell: ({ edge }) => <Health {...edge.health} /> },
  {
    id: 'requests',
    title: 'Requests',
    width: 92,
    numeric: true,
    key: ({ edge }) => (edge.l7.seen ? edge.l7.requestsPerSecond : null),
    cell: ({ edge }) => <RequestsCell {...edge.l7} />,
  },
  {
    id: 'errors',
    title: 'Errors',
    width: 72,
    numeric: true,
    key: ({ edge }) => edge.l7.errorRatio,
    cell: ({ edge }) => <Share ratio={edge.l7.errorRatio} state={edge.health.state} />,
  },
  {
    id: 'p99',
    title: 'p99',
    width: 72,
    numeric: true,
    key: ({ edge }) => edge.l7.p99Seconds,
    cell: ({ edge }) => <Maybe value={edge.l7.p99Seconds} format={duration} />,
  },
  {
    id: 'connects',
    title: 'Connects',
    width: 84,
    numeric: true,
    key: ({ edge }) => attemptsPerSecond(edge),
    cell: (row) =>
      row.edge.transport === 'udp' ? (
        <Maybe value={null} format={rate} />
      ) : (
        <Num of={rate(attemptsPerSecond(row.edge))} exactly={attemptsPerSecond(row.edge)} atLeast={isPartial(row)} />
      ),
  },
  {
    id: 'failed',
    title: 'Failed',
    width: 72,
    numeric: true,
    key: ({ edge }) => edge.l4.failureRatio,
    cell: ({ edge }) => <Share ratio={edge.l4.failureRatio} state={edge.health.state} />,
  },
  {
    id: 'open',
    title: 'Open',
    width: 60,
    numeric: true,
    key: ({ edge }) => edge.l4.openConnections,
    cell: ({ edge }) => <Num of={count(edge.l4.openConnections)} />,
  },
  {
    id: 'out',
    title: 'To server',
    width: 92,
    numeric: true,
    key: ({ edge }) => edge.l4.toServerBytesPerSecond,
    cell: (row) => <Num of={byteRate(row.edge.l4.toServerBytesPerSecond)} exactly={row.edge.l4.toServerBytesPerSecond} atLeast={isPartial(row)} />,
  },
  {
    id: 'in',
    title: 'To client',
    width: 92,
    numeric: true,
    key: ({ edge }) => edge.l4.toClientBytesPerSecond,
    cell: (row) => <Num of={byteRate(row.edge.l4.toClientBytesPerSecond)} exactly={row.edge.l4.toClientBytesPerSecond} atLeast={isPartial(row)} />,
  },
  {
    id: 'rtt',
    title: 'RTT p99',
    width: 80,
    numeric: true,
    key: ({ edge }) => edge.l4.rttP99Seconds,
    cell: ({ edge }) => <Maybe value={edge.l4.rttP99Seconds} format={duration} />,
  },
];

function PortCell({ port, transport }: MapEdge['edge']): ReactNode {
  return (
    <span className="num">
      {port} <span className="unit">{transport.toUpperCase()}</span>
    </span>
  );
}

/** Takes the colour of the health that it explains. */
function Share({ ratio, state }: { readonly ratio: number | null; readonly state: HealthState }): ReactNode {
  const tone = shareTone(ratio, state);
  return (
    <span className={tone === undefined ? undefined : `text-${tone}`}>
      <Maybe value={ratio} format={percent} />
    </span>
  );
}

function RequestsCell({ seen, reason, unseen, requestsPerSecond, confidence }: MapEdge['edge']['l7']): ReactNode {
  if (!seen) {
    return (
      <span className="quiet" title={reason}>
        {unseen.length > 0 ? 'not seen' : '–'}
      </span>
    );
  }
  return <Num of={rate(requestsPerSecond)} exactly={requestsPerSecond} {...markOf(confidence.state)} />;
}

const askedOf = (row: MapNode): RequestSums => sumOf(inboundOf(row)).requests;

const edgesOf = ({ inbound, outbound }: MapNode) => [...inbound, ...outbound].map(({ edge }) => edge);
const inboundOf = ({ inbound }: MapNode) => inbound.map(({ edge }) => edge);

const nodeColumns: readonly Column<MapNode>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 184,
    key: ({ node }) => node.name,
    cell: ({ node }) => (
      <Link className="chip chip-plain" to={selects({ kind: 'node', id: node.id })}>
        <KindIcon kind={node.kind} />
        <span className="cut">{node.name}</span>
      </Link>
    ),
  },
  { id: 'kind', title: 'Kind', width: 144, key: ({ node }) => node.kind, cell: ({ node }) => <span className="dim">{kinds[node.kind].words}</span> },
  { id: 'health', title: 'Health', width: 96, key: ({ node }) => healthOrder.indexOf(node.health.state), cell: ({ node }) => <Health {...node.health} /> },
  {
    id: 'ports',
    title: 'Listens on',
    width: 112,
    key: ({ node }) => node.listening.length,
    cell: ({ node }) =>
      node.listening.length === 0 ? <span className="none">–</span> : [...new Set(node.listening.map(({ port }) => port))].sort((a, b) => a - b).join(', '),
  },
  { id: 'in', title: 'Called by', width: 84, numeric: true, key: ({ inbound }) => inbound.length, cell: ({ inbound }) => <Num of={count(inbound.length)} /> },
  { id: 'out', title: 'Calls', width: 72, numeric: true, key: ({ outbound }) => outbound.length, cell: ({ outbound }) => <Num of={count(outbound.length)} /> },
  {
    id: 'requests',
    title: 'Requests in',
    width: 100,
    numeric: true,
    key: (row) => (askedOf(row).seen ? askedOf(row).perSecond : null),
    cell: (row) => <Maybe value={askedOf(row).seen ? askedOf(row).perSecond : null} format={rate} {...markOf(askedOf(row).confidence)} />,
  },
  {
    id: 'errors',
    title: 'Errors',
    width: 72,
    numeric: true,
    key: (row) => askedOf(row).errorRatio,
    cell: (row) => <Share ratio={askedOf(row).errorRatio} state={row.node.health.state} />,
  },
  {
    id: 'p99',
    title: 'p99',
    width: 76,
    numeric: true,
    key: (row) => askedOf(row).p99Seconds,
    cell: (row) => <Maybe value={askedOf(row).p99Seconds} format={duration} />,
  },
  {
    id: 'accepts',
    title: 'Connects in',
    width: 100,
    numeric: true,
    key: (row) => sumOf(inboundOf(row)).attemptsPerSecond,
    cell: (row) => <Num of={rate(sumOf(inboundOf(row)).attemptsPerSecond)} atLeast={sumOf(inboundOf(row)).atLeast} />,
  },
  {
    id: 'failed',
    title: 'Failed in',
    width: 84,
    numeric: true,
    key: (row) => sumOf(inboundOf(row)).failureRatio,
    cell: (row) => <Maybe value={sumOf(inboundOf(row)).failureRatio} format={percent} />,
  },
  {
    id: 'bytes',
    title: 'Bytes',
    width: 104,
    numeric: true,
    key: (row) => sumOf(edgesOf(row)).bytesPerSecond,
    cell: (row) => <Num of={byteRate(sumOf(edgesOf(row)).bytesPerSecond)} />,
  },
];

interface Props {
  readonly model: MapModel;
  readonly selected: Thing | undefined;
  readonly onOpen: (thing: Thing) => void;
}

/** The map as tables: the same things, the same filters, the same panel. */
export function Twin({ model, selected, onOpen }: Props): ReactNode {
  const { query } = usePlace();
  const of = query.get('of') === 'nodes' ? 'nodes' : 'edges';
  const lit = { edges: model.edges.filter(({ lit: shown }) => shown), nodes: model.nodes.filter(({ lit: shown }) => shown) };
  return (
    <div className="twin">
      <div className="twin-bar">
        <ToggleButtonGroup
          className="segments"
          aria-label="Rows"
          disallowEmptySelection
          selectedKeys={[of]}
          onSelectionChange={(keys) => go({ set: { of: keys.has('nodes') ? 'nodes' : undefined, sort: undefined } })}
        >
          <ToggleButton id="edges">Connections {lit.edges.length}</ToggleButton>
          <ToggleButton id="nodes">Nodes {lit.nodes.length}</ToggleButton>
        </ToggleButtonGroup>
      </div>
      {of === 'edges' ? (
        <DataTable
          label="Connections"
          columns={edgeColumns}
          rows={lit.edges}
          idOf={({ edge }) => edge.id}
          start={{ column: 'out', falling: true }}
          selected={selected?.kind === 'edge' ? selected.id : undefined}
          onOpen={({ edge }) => onOpen({ kind: 'edge', id: edge.id })}
        />
      ) : (
        <DataTable
          label="Nodes"
          columns={nodeColumns}
          rows={lit.nodes}
          idOf={({ node }) => node.id}
          start={{ column: 'name', falling: false }}
          selected={selected?.kind === 'node' ? selected.id : undefined}
          onOpen={({ node }) => onOpen({ kind: 'node', id: node.id })}
        />
      )}
    </div>
  );
}
