import type { ReactNode } from 'react';
import { byteRate, percent, rate } from '../../lib/quantity.ts';
import { KindIcon } from '../../ui/kind.tsx';
import { Link } from '../../ui/link.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Maybe, Num } from '../../ui/numbers.tsx';
import type { Ends } from './filters.ts';
import { selects } from './selection.ts';
import { bytesBothWays } from './sums.ts';

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

function Row({ ends, by }: { readonly ends: Ends; readonly by: By }): ReactNode {
  const { edge } = ends;
  const { state } = edge.health;
  const atLeast = edge.confidence.state === 'partial';
  const connects = <Num of={rate(edge.l4.connectsPerSecond)} exactly={edge.l4.connectsPerSecond} atLeast={atLeast} />;
  return (
    <tr>
      <th scope="row">
        <Link className="chip chip-plain" to={selects({ kind: 'edge', id: edge.id })}>
          <RowName ends={ends} by={by} />
          <Mark state={state} />
        </Link>
      </th>
      <td className="right">{edge.transport === 'udp' ? <span className="quiet">UDP</span> : connects}</td>
      <td className={state === 'warning' || state === 'critical' ? `right text-${state}` : 'right'}>
        <Maybe value={edge.l4.failureRatio} format={percent} />
      </td>
      <td className="right">
        <Num of={byteRate(bytesBothWays(edge))} exactly={bytesBothWays(edge)} />
      </td>
    </tr>
  );
}

interface Props {
  readonly title: string;
  readonly edges: readonly Ends[];
  readonly by: By;
  readonly none: string;
}

/** Edges as links to their panels, those with the most failures and bytes first. */
export function EdgeList({ title, edges, by, none }: Props): ReactNode {
  const ordered = [...edges].sort((a, b) => b.edge.l4.failuresPerSecond - a.edge.l4.failuresPerSecond || bytesBothWays(b.edge) - bytesBothWays(a.edge));
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
              <th scope="col" className="right">
                Connects
              </th>
              <th scope="col" className="right">
                Failed
              </th>
              <th scope="col" className="right">
                Bytes
              </th>
            </tr>
          </thead>
          <tbody>
            {ordered.map((ends) => (
              <Row key={ends.edge.id} ends={ends} by={by} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
