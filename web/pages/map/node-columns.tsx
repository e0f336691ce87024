import { worstMinuteOfEdges } from '../../lib/p99.ts';
import { byteRate, count, duration, percent, rate } from '../../lib/quantity.ts';
import { FailedShare } from '../../ui/entity/edge-figures.tsx';
import { HealthCell } from '../../ui/entity/health-cell.tsx';
import { kindWords } from '../../ui/entity/kind-words.ts';
import { Link } from '../../ui/link.tsx';
import { Maybe, markOf, Num, none } from '../../ui/numbers.tsx';
import type { WindowedColumn } from '../../ui/table/table.tsx';
import type { NodeRow } from './model/rows.ts';
import { selects } from './panels/selection.ts';
import { TwinName } from './twin-name.tsx';
import { WhyCell } from './why-cell.tsx';

/** What the table twin of the map says of a node. */
export const nodeColumns: readonly WindowedColumn<NodeRow>[] = [
  {
    id: 'name',
    title: 'Name',
    width: 184,
    cell: ({ node }) => (
      <Link className="chip chip-plain" to={selects({ kind: 'node', id: node.id })}>
        <TwinName {...node} />
      </Link>
    ),
  },
  { id: 'kind', roomy: true, title: 'Kind', width: 130, cell: ({ node }) => <span className="dim">{kindWords[node.kind]}</span> },
  { id: 'health', title: 'Health', width: 96, cell: ({ node }) => <HealthCell {...node.health} /> },
  { id: 'why', roomy: true, title: 'Why', width: 130, cell: ({ node, isAlerted, mark }) => <WhyCell health={node.health} isAlerted={isAlerted} mark={mark} /> },
  {
    id: 'ports',
    spare: true,
    roomy: true,
    title: 'Listens on',
    width: 112,
    cell: ({ node }) => (node.listening.length === 0 ? none : [...new Set(node.listening.map(({ port }) => port))].sort((a, b) => a - b).join(', ')),
  },
  { id: 'in', roomy: true, title: 'Called by', width: 84, numeric: true, cell: ({ calledBy }) => <Num of={count(calledBy)} /> },
  { id: 'out', roomy: true, title: 'Calls', width: 72, numeric: true, cell: ({ calls }) => <Num of={count(calls)} /> },
  {
    id: 'requests',
    title: 'Requests in',
    width: 100,
    numeric: true,
    cell: ({ reached: { requests } }) => <Maybe value={requests.seen ? requests.perSecond : null} format={rate} {...markOf(requests.confidence)} />,
  },
  {
    id: 'errors',
    title: 'Errors',
    width: 72,
    numeric: true,
    cell: ({ reached, node }) => <FailedShare ratio={reached.requests.errorRatio} state={node.health.state} />,
  },
  {
    id: 'p99',
    title: 'p99',
    says: worstMinuteOfEdges,
    width: 76,
    numeric: true,
    cell: ({ reached }) => <Maybe value={reached.requests.p99Seconds} format={duration} />,
  },
  {
    id: 'accepts',
    title: 'Connects in',
    width: 100,
    numeric: true,
    cell: ({ reached }) => <Num of={rate(reached.attemptsPerSecond)} atLeast={reached.atLeast} />,
  },
  {
    id: 'failed',
    title: 'Failed in',
    width: 84,
    numeric: true,
    cell: ({ reached }) => <Maybe value={reached.failureRatio} format={percent} />,
  },
  {
    id: 'bytes',
    title: 'Bytes',
    width: 104,
    numeric: true,
    cell: ({ all }) => <Num of={byteRate(all.bytesPerSecond)} />,
  },
];
