import { byteRate, count, duration, percent, rate } from '../../lib/quantity.ts';
import { FailedShare } from '../../ui/edge-figures.tsx';
import type { Ends } from '../../ui/edge-list.tsx';
import { healthOrder } from '../../ui/health.ts';
import { HealthCell } from '../../ui/health-cell.tsx';
import { KindIcon, kinds } from '../../ui/kind.tsx';
import { Link } from '../../ui/link.tsx';
import { Maybe, markOf, Num } from '../../ui/numbers.tsx';
import type { Column } from '../../ui/table.tsx';
import type { MapNode } from './model.ts';
import { selects } from './selection.ts';
import { type Sums, sumOf } from './sums.ts';

/** A node with what its connections come to. */
export interface NodeRow extends MapNode {
  /** Of those that lead to it. */
  readonly reached: Sums;
  readonly all: Sums;
}

export function nodeRow(of: MapNode): NodeRow {
  const edgesOf = (ends: readonly Ends[]) => ends.map(({ edge }) => edge);
  return { ...of, reached: sumOf(edgesOf(of.inbound)), all: sumOf(edgesOf([...of.inbound, ...of.outbound])) };
}

/** What the table twin of the map says of a node. */
export const nodeColumns: readonly Column<NodeRow>[] = [
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
  { id: 'health', title: 'Health', width: 96, key: ({ node }) => healthOrder.indexOf(node.health.state), cell: ({ node }) => <HealthCell {...node.health} /> },
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
    key: ({ reached: { requests } }) => (requests.seen ? requests.perSecond : null),
    cell: ({ reached: { requests } }) => <Maybe value={requests.seen ? requests.perSecond : null} format={rate} {...markOf(requests.confidence)} />,
  },
  {
    id: 'errors',
    title: 'Errors',
    width: 72,
    numeric: true,
    key: ({ reached }) => reached.requests.errorRatio,
    cell: ({ reached, node }) => <FailedShare ratio={reached.requests.errorRatio} state={node.health.state} />,
  },
  {
    id: 'p99',
    title: 'p99',
    width: 76,
    numeric: true,
    key: ({ reached }) => reached.requests.p99Seconds,
    cell: ({ reached }) => <Maybe value={reached.requests.p99Seconds} format={duration} />,
  },
  {
    id: 'accepts',
    title: 'Connects in',
    width: 100,
    numeric: true,
    key: ({ reached }) => reached.attemptsPerSecond,
    cell: ({ reached }) => <Num of={rate(reached.attemptsPerSecond)} atLeast={reached.atLeast} />,
  },
  {
    id: 'failed',
    title: 'Failed in',
    width: 84,
    numeric: true,
    key: ({ reached }) => reached.failureRatio,
    cell: ({ reached }) => <Maybe value={reached.failureRatio} format={percent} />,
  },
  {
    id: 'bytes',
    title: 'Bytes',
    width: 104,
    numeric: true,
    key: ({ all }) => all.bytesPerSecond,
    cell: ({ all }) => <Num of={byteRate(all.bytesPerSecond)} />,
  },
];
