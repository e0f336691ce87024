import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AlertEvidence } from '#contract/alerts.ts';
import { type Neighbour, surroundingsOf, type Way } from '../../../lib/neighbours.ts';
import { clock } from '../../../lib/time.ts';
import { type HealthState, healthWords } from '../../../ui/entity/health.ts';
import { Mark } from '../../../ui/entity/mark.tsx';
import { Link } from '../../../ui/link.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { usePageChange } from '../../../ui/shell/rail.tsx';

const isHealth = (text: string): text is HealthState => Object.hasOwn(healthWords, text);
const stateOf = ({ health }: { readonly health: string }): HealthState => (isHealth(health) ? health : 'unknown');

interface Moment {
  readonly from: string;
  readonly to: string;
}

type AtThen = (path: string, set: Readonly<Record<string, string>>) => ReturnType<ReturnType<typeof usePageChange>>;

function Card({ node, className, atThen }: { readonly node: Neighbour; readonly className: string; readonly atThen: AtThen }): ReactNode {
  const state = stateOf(node);
  return (
    <Link
      className={`small-card small-card-${state} ${className}`}
      to={atThen('/map', { sel: `node:${node.id}` })}
      title={`${node.name}, ${healthWords[state]}`}
    >
      <span className="cut">{node.name}</span>
      <Mark state={state} />
    </Link>
  );
}

interface SideProps {
  readonly title: string;
  readonly nodes: readonly Neighbour[];
  readonly more: number;
  readonly atThen: AtThen;
}

function Side({ title, nodes, more, atThen }: SideProps): ReactNode {
  return (
    <ul aria-label={title} className="small-side">
      {nodes.map((node) => (
        <li key={node.id}>
          <Card node={node} className="" atThen={atThen} />
        </li>
      ))}
      {more > 0 && <li className="quiet">and {more} more</li>}
      {nodes.length === 0 && <li className="quiet">nobody seen</li>}
    </ul>
  );
}

function Between({ edge, atThen }: { readonly edge: Way | undefined; readonly atThen: AtThen }): ReactNode {
  if (edge === undefined) return <ArrowRight className="icon icon-quiet" size={14} aria-hidden="true" />;
  const state = stateOf(edge);
  return (
    <Link className={`small-way small-way-${state}`} to={atThen('/map', { sel: `edge:${edge.id}` })} title={`The connection, ${healthWords[state]}`}>
      <ArrowRight className="icon" size={14} aria-label={`to, ${healthWords[state]}`} />
    </Link>
  );
}

/** What it is about among those it talks to, as the map was then. */
export function Neighbours({ evidence: { alert, neighbours, from, to } }: { readonly evidence: AlertEvidence }): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const window: Moment = { from, to };
  const atThen: AtThen = (path, set) => changeTo(path, { range: undefined, ...window, ...set });
  const around = alert.entity === null ? undefined : surroundingsOf(neighbours, alert.entity.id);
  if (alert.entity === null || (alert.entity.kind === 'node' && around === undefined)) return null;
  if (around === undefined) {
    return (
      <section className="panel-part">
        <h3>Neighbours</h3>
        <p className="dim">It was not on the map then: neither listened nor had a connection that was seen.</p>
      </section>
    );
  }
  const { callers, centre, called, more } = around;
  const edge = neighbours.edges.find(({ id }) => id === alert.entity?.id);
  return (
    <section className="panel-part" aria-label="Neighbours">
      <div className="lines-head">
        <h3>
          Neighbours <span>at {clock(Date.parse(neighbours.at), zone)}</span>
        </h3>
        <Link className="facts-link" to={atThen('/map', { sel: `${edge === undefined ? 'node' : 'edge'}:${alert.entity.id}` })}>
          On the map
        </Link>
      </div>
      <div className="small-map">
        <Side title="Called by" nodes={callers} more={more.callers} atThen={atThen} />
        <ArrowRight className="icon icon-quiet" size={14} aria-hidden="true" />
        <div className="small-centre">
          {centre.map((node, at) => (
            <div key={node.id} className="small-end">
              {at > 0 && <Between edge={edge} atThen={atThen} />}
              <Card node={node} className="small-card-about" atThen={atThen} />
            </div>
          ))}
        </div>
        <ArrowRight className="icon icon-quiet" size={14} aria-hidden="true" />
        <Side title="Calls" nodes={called} more={more.called} atThen={atThen} />
      </div>
    </section>
  );
}
