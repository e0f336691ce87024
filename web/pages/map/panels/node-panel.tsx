import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { reasonsText } from '../../../lib/words.ts';
import { AlertsAbout } from '../../../ui/alerts/alerts-about.tsx';
import { idInAlerts } from '../../../ui/alerts/on-map.ts';
import { Why } from '../../../ui/alerts/why.tsx';
import { EdgeList } from '../../../ui/entity/edge-list.tsx';
import { healthWords } from '../../../ui/entity/health.ts';
import { KindIcon } from '../../../ui/entity/kind.tsx';
import { kindWords } from '../../../ui/entity/kind-words.ts';
import { Mark } from '../../../ui/entity/mark.tsx';
import { Link } from '../../../ui/link.tsx';
import { Panel, Summary } from '../../../ui/panel/panel.tsx';
import { runs, workloadPath } from '../../../ui/runs.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';
import { isExternal } from '../model/filters.ts';
import type { MapNode } from '../model/model.ts';
import { PanelProcesses } from './processes.tsx';
import { selects, toEdge } from './selection.ts';

type Shown = Omit<MapNode, 'lit'>;

function sentence({ node, inbound, outbound }: Shown): string {
  if (node.health.reasons.length > 0) return `${reasonsText(node.health.reasons)}.`;
  if (inbound.length + outbound.length === 0)
    return node.listening.length > 0 ? 'It listens, and nothing has connected in this window.' : 'It had no connection in this window.';
  return 'Its connections are fine.';
}

function Identity({ node }: { readonly node: TopologyNode }): ReactNode {
  const changeTo = usePageChange();
  return (
    <dl className="facts">
      <dt>Is</dt>
      <dd>{kindWords[node.kind]}</dd>
      {node.namespace !== undefined && node.namespace !== '' && (
        <>
          <dt>Namespace</dt>
          <dd>
            {node.group === null ? (
              node.namespace
            ) : (
              <Link className="facts-link" to={selects({ kind: 'group', id: node.group })}>
                {node.namespace}
              </Link>
            )}
          </dd>
        </>
      )}
      <dt>Identity</dt>
      <dd>
        <code>{node.id}</code>
      </dd>
      <dt>Health</dt>
      <dd>{healthWords[node.health.state]}</dd>
      {runs(node) && (
        <>
          <dt>Over time</dt>
          <dd>
            <Link className="facts-link" to={changeTo(workloadPath(node.id))}>
              requests, CPU, memory, events
            </Link>
          </dd>
        </>
      )}
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

/** One card: what it is, what it listens on, who calls it and whom it calls. */
export function NodePanel({ of, onClose }: { readonly of: Shown; readonly onClose: () => void }): ReactNode {
  const { node, inbound, outbound } = of;
  const { state } = node.health;
  const alertedAs = idInAlerts(node.id);
  const header = (
    <span className="panel-title">
      <KindIcon of={node} size={16} />
      <span className="cut">{node.name}</span>
      <Mark state={state} />
    </span>
  );
  return (
    <Panel title={node.name} header={header} onClose={onClose}>
      <Summary state={state} text={sentence(of)} why={<Why state={state} ids={[alertedAs, ...inbound.map(({ edge }) => edge.id)]} events={[]} />} />
      <section className="panel-part">
        <Identity node={node} />
      </section>
      {!isExternal(node) && <Listening {...node} />}
      <AlertsAbout ids={[alertedAs]} />
      <EdgeList title="Called by" edges={inbound} by="client" none="By nobody in this window." to={toEdge} />
      <EdgeList title="Calls" edges={outbound} by="server" none="Nothing in this window." to={toEdge} />
      <PanelProcesses of={node} />
    </Panel>
  );
}
