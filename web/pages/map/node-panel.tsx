import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { byteRate, percent, rate } from '../../lib/quantity.ts';
import { healthWords } from '../../ui/health.ts';
import { KindIcon, kinds } from '../../ui/kind.tsx';
import { Link } from '../../ui/link.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Maybe, Num } from '../../ui/numbers.tsx';
import type { Ends } from './filters.ts';
import { bytesBothWays, type MapNode } from './model.ts';
import { Panel, Summary } from './panel.tsx';
import { selects } from './selection.ts';

function sentence({ node, inbound, outbound }: MapNode): string {
  if (node.health.reasons.length > 0) return node.health.reasons.join(' ');
  if (inbound.length + outbound.length === 0)
    return node.listening.length > 0 ? 'It listens, and nothing has connected in this window.' : 'It had no connection in this window.';
  if (node.health.state === 'unknown') return 'Its connections were not seen in this window.';
  return 'Its connections are fine.';
}

function Identity({ node }: { readonly node: TopologyNode }): ReactNode {
  return (
    <dl className="facts">
      <dt>Is</dt>
      <dd>{kinds[node.kind].words}</dd>
      {node.namespace !== undefined && node.namespace !== '' && (
        <>
          <dt>Namespace</dt>
          <dd>{node.namespace}</dd>
        </>
      )}
      <dt>Identity</dt>
      <dd>
        <code>{node.id}</code>
      </dd>
      <dt>Health</dt>
      <dd>{healthWords[node.health.state]}</dd>
    </dl>
  );
}

function Listening({ listening }: TopologyNode): ReactNode {
  const sorted = [...listening].sort((a, b) => a.port - b.port);
  return (
    <section className="panel-part">
      <h3>Listens on</h3>
      {sorted.length === 0 ? (
        <p className="dim">No port that is known.</p>
      ) : (
        <ul className="ports">
          {sorted.map(({ port, transport }) => (
            <li key={`${transport} ${port}`}>
              {port} <span className="unit">{transport.toUpperCase()}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function EdgeRow({ ends, other }: { readonly ends: Ends; readonly other: TopologyNode }): ReactNode {
  const { edge } = ends;
  const { state } = edge.health;
  const atLeast = edge.confidence.state === 'partial';
  return (
    <tr>
      <th scope="row">
        <Link className="chip chip-plain" to={selects({ kind: 'edge', id: edge.id })}>
          <KindIcon kind={other.kind} />
          <span className="cut">{other.name}</span>
          <span className="quiet">:{edge.port}</span>
          <Mark state={state} />
        </Link>
      </th>
      <td className="right">
        {edge.transport === 'udp' ? (
          <span className="quiet">UDP</span>
        ) : (
          <Num of={rate(edge.l4.connectsPerSecond)} exactly={edge.l4.connectsPerSecond} atLeast={atLeast} />
        )}
      </td>
      <td className={state === 'warning' || state === 'critical' ? `right text-${state}` : 'right'}>
        <Maybe value={edge.l4.failureRatio} format={percent} />
      </td>
      <td className="right">
        <Num of={byteRate(bytesBothWays(edge))} exactly={bytesBothWays(edge)} />
      </td>
    </tr>
  );
}

function EdgeList({
  title,
  edges,
  end,
  none,
}: {
  readonly title: string;
  readonly edges: readonly Ends[];
  readonly end: 'client' | 'server';
  readonly none: string;
}): ReactNode {
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
              <th scope="col">{end === 'client' ? 'From' : 'To'}</th>
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
            {[...edges]
              .sort((a, b) => bytesBothWays(b.edge) - bytesBothWays(a.edge))
              .map((ends) => (
                <EdgeRow key={ends.edge.id} ends={ends} other={ends[end]} />
              ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** One card: what it is, what it listens on, who calls it and whom it calls. */
export function NodePanel({ of, onClose }: { readonly of: MapNode; readonly onClose: () => void }): ReactNode {
  const { node, inbound, outbound } = of;
  const header = (
    <span className="panel-title">
      <KindIcon kind={node.kind} size={16} />
      <span className="cut">{node.name}</span>
      <Mark state={node.health.state} />
    </span>
  );
  return (
    <Panel title={node.name} header={header} onClose={onClose}>
      <Summary state={node.health.state} text={sentence(of)} />
      <section className="panel-part">
        <Identity node={node} />
      </section>
      <Listening {...node} />
      <EdgeList title="Called by" edges={inbound} end="client" none="Nobody in this window." />
      <EdgeList title="Calls" edges={outbound} end="server" none="Nobody in this window." />
    </Panel>
  );
}
