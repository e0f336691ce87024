import type { ReactNode } from 'react';
import { byteRate, duration, percent, rate } from '../../lib/quantity.ts';
import { KindIcon } from '../../ui/kind.tsx';
import { Link } from '../../ui/link.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Maybe, markOf, Num } from '../../ui/numbers.tsx';
import type { Ends } from './filters.ts';
import { selects } from './selection.ts';
import { attemptsPerSecond, bytesBothWays, shareTone } from './sums.ts';

/** What a row is told by: the node at the other end, or, between two known nodes, the port. */
type By = 'client' | 'server' | 'port';

const heads: Readonly<Record<By, string>> = { client: 'From', server: 'To', port: 'Port' };

function RowName({ ends, by }: { readonly ends: Ends; readonly by: By }): ReactNode {
  if (by === 'port') return `${ends.edge.port} ${ends.edge.transport.toUpperCase()}`;
  const other = ends[by];
  return (
    <>
      <KindIcon kind={other.kind} />
      <span className="cut">{other.name}</span>
      <span className="quiet">:{ends.edge.port}</span>
    </>
  );
}

const toneOf = (tone: ReturnType<typeof shareTone>): string => (tone === undefined ? 'right' : `right text-${tone}`);

/** Requests, errors and p99. */
function RequestCells({ l7, health }: Ends['edge']): ReactNode {
  if (!l7.seen) {
    return (
      <td className="right quiet" colSpan={3} title={l7.reason}>
        {l7.unseen.length > 0 ? 'requests not seen' : '–'}
      </td>
    );
  }
  return (
    <>
      <td className="right">
        <Num of={rate(l7.requestsPerSecond)} exactly={l7.requestsPerSecond} {...markOf(l7.confidence.state)} />
      </td>
      <td className={toneOf(shareTone(l7.errorRatio, health.state))}>
        <Maybe value={l7.errorRatio} format={percent} />
      </td>
      <td className="right">
        <Maybe value={l7.p99Seconds} format={duration} />
      </td>
    </>
  );
}

/** Connects, failures and bytes, where no requests are seen on any edge. */
function ConnectCells({ edge }: Ends): ReactNode {
  const connects = <Num of={rate(attemptsPerSecond(edge))} exactly={attemptsPerSecond(edge)} atLeast={edge.confidence.state === 'partial'} />;
  return (
    <>
      <td className="right">{edge.transport === 'udp' ? <span className="quiet">UDP</span> : connects}</td>
      <td className={toneOf(shareTone(edge.l4.failureRatio, edge.health.state))}>
        <Maybe value={edge.l4.failureRatio} format={percent} />
      </td>
      <td className="right">
        <Num of={byteRate(bytesBothWays(edge))} exactly={bytesBothWays(edge)} />
      </td>
    </>
  );
}

const columns = { requests: ['Requests', 'Errors', 'p99'], connects: ['Connects', 'Failed', 'Bytes'] } as const;

function Row({ ends, by, shows }: { readonly ends: Ends; readonly by: By; readonly shows: keyof typeof columns }): ReactNode {
  const { edge } = ends;
  return (
    <tr>
      <th scope="row">
        <Link className="chip chip-plain" to={selects({ kind: 'edge', id: edge.id })}>
          <RowName ends={ends} by={by} />
          <Mark state={edge.health.state} />
        </Link>
      </th>
      {shows === 'requests' ? <RequestCells {...edge} /> : <ConnectCells {...ends} />}
    </tr>
  );
}

interface Props {
  readonly title: string;
  readonly edges: readonly Ends[];
  readonly by: By;
  readonly none: string;
}

const failuresOf = ({ edge: { l4, l7 } }: Ends): number => l4.failuresPerSecond + l7.errorsPerSecond;
const most = (a: Ends, b: Ends): number =>
  failuresOf(b) - failuresOf(a) || b.edge.l7.requestsPerSecond - a.edge.l7.requestsPerSecond || bytesBothWays(b.edge) - bytesBothWays(a.edge);

/** Edges as links to their panels, those with the most failures, requests and bytes first. */
export function EdgeList({ title, edges, by, none }: Props): ReactNode {
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
        <table className="edge-list">
          <colgroup>
            <col />
            <col />
            <col />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">{heads[by]}</th>
              {columns[shows].map((title) => (
                <th key={title} scope="col" className="right">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ordered.map((ends) => (
              <Row key={ends.edge.id} ends={ends} by={by} shows={shows} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
