import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TopologyEdge, TopologyNode } from '#contract/routes.ts';
import { endingAt } from '../../../lib/look-back.ts';
import { shortPort } from '../../../lib/port.ts';
import { asText, byteRate, connectRate, exact, requestRate } from '../../../lib/quantity.ts';
import { clockSeconds, span, stamp, type Zone } from '../../../lib/time.ts';
import { Chip } from '../../../ui/entity/chip.tsx';
import { attemptsPerSecond, bytesBothWays } from '../../../ui/entity/edge-sums.ts';
import { Mark } from '../../../ui/entity/mark.tsx';
import { Link } from '../../../ui/link.tsx';
import type { Change } from '../../../ui/location.ts';
import { Panel, PanelSkeleton } from '../../../ui/panel/panel.tsx';
import { usePreferences } from '../../../ui/preferences.ts';
import { Failure } from '../../../ui/states.tsx';
import { showsTime, useTime } from '../../../ui/time-scope.ts';
import type { Compared } from '../engine/protocol.ts';
import { type Cut, type Gone, isSame, type Listed } from '../model/changed.ts';
import { doubts, incomparable } from '../model/watched.ts';
import type { Diff } from '../time/use-diff.ts';
import { selects, toEdge } from './selection.ts';

function carried(edge: TopologyEdge): string {
  if (edge.l7.seen && edge.l7.requestsPerSecond > 0) return asText(requestRate(edge.l7.requestsPerSecond));
  if (attemptsPerSecond(edge) > 0) return asText(connectRate(attemptsPerSecond(edge)));
  return bytesBothWays(edge) > 0 ? asText(byteRate(bytesBothWays(edge))) : 'no traffic';
}

interface RowProps {
  readonly client: string;
  readonly server: string;
  readonly edge: TopologyEdge;
  readonly says: string;
  /** Short words stand beside the name, at the right. */
  readonly beside?: boolean;
  readonly to: Change;
}

function Row({ client, server, edge, says, beside = false, to }: RowProps): ReactNode {
  return (
    <li>
      <Link className={beside ? 'diff-row diff-row-beside' : 'diff-row'} to={to}>
        <span className="diff-ends">
          <span className="cut">{client}</span>
          <ArrowRight className="icon icon-quiet" size={12} aria-label="to" />
          <span className="cut">{server}</span>
          <span className="quiet">{shortPort(edge)}</span>
          <Mark state={edge.health.state} />
        </span>
        <span className="diff-says">{says}</span>
      </Link>
    </li>
  );
}

interface PartProps<Item> {
  readonly title: string;
  readonly className: string;
  readonly of: Cut<Item>;
  readonly row: (item: Item) => ReactNode;
  /** Where all of them are listed; what is gone stands in no table. */
  readonly allAt?: Change;
}

function Part<Item>({ title, className, of: { count, items }, row, allAt }: PartProps<Item>): ReactNode {
  if (count === 0) return null;
  const more = `${exact(count - items.length)} more`;
  return (
    <section className="panel-part">
      <h3>
        {title} <span>{exact(count)}</span>
      </h3>
      <ul className={className}>{items.map(row)}</ul>
      {count > items.length && <p className="diff-more">{allAt === undefined ? `and ${more}` : <Link to={allAt}>{more}, in the table</Link>}</p>}
    </section>
  );
}

function NodeItem({ node, to, gone = false }: { readonly node: TopologyNode; readonly to: Change; readonly gone?: boolean }): ReactNode {
  return (
    <li>
      <Chip node={node} to={to} gone={gone} />
    </li>
  );
}

const inTable = (of: 'edges' | 'nodes'): Change => ({ set: { as: 'table', of: of === 'nodes' ? of : undefined, show: 'changed' } });

function GoneRow({ gone, at }: { readonly gone: Gone; readonly at: Change }): ReactNode {
  const to = { set: { ...at.set, ...selects({ kind: 'edge', id: gone.edge.id }).set } };
  return <Row client={gone.client} server={gone.server} edge={gone.edge} says={`was ${carried(gone.edge)}`} beside to={to} />;
}

function Lists({ of, aMs }: { readonly of: Listed; readonly aMs: number }): ReactNode {
  const [time] = useTime();
  // What is gone is seen where it was: the map goes to that moment, and the back button comes back.
  const then = showsTime(endingAt(time, aMs, Date.now()));
  const { appeared, changed, gone, newNodes, goneNodes } = of;
  if (isSame(of)) return <p className="diff-same">Nothing is different: the same workloads and connections, about as busy, as fast and as well.</p>;
  return (
    <>
      <Part
        title="Changed"
        className="diff-list"
        of={changed}
        row={(ends) => <Row key={ends.edge.id} client={ends.client.name} server={ends.server.name} edge={ends.edge} says={ends.says} to={toEdge(ends)} />}
        allAt={inTable('edges')}
      />
      <Part
        title="New"
        className="diff-list"
        of={appeared}
        row={(ends) => (
          <Row key={ends.edge.id} client={ends.client.name} server={ends.server.name} edge={ends.edge} says={carried(ends.edge)} beside to={toEdge(ends)} />
        )}
        allAt={inTable('edges')}
      />
      <Part title="Gone" className="diff-list" of={gone} row={(one) => <GoneRow key={one.edge.id} gone={one} at={then} />} />
      <Part
        title="New nodes"
        className="diff-nodes"
        of={newNodes}
        row={(node) => <NodeItem key={node.id} node={node} to={selects({ kind: 'node', id: node.id })} />}
        allAt={inTable('nodes')}
      />
      <Part
        title="Gone nodes"
        className="diff-nodes"
        of={goneNodes}
        row={(node) => <NodeItem key={node.id} node={node} to={{ set: { ...then.set, ...selects({ kind: 'node', id: node.id }).set } }} gone />}
      />
    </>
  );
}

function Header({ compared: { a, b, windowSeconds }, zone }: { readonly compared: Compared; readonly zone: Zone }): ReactNode {
  const [aMs, bMs] = [Date.parse(a), Date.parse(b)];
  const says = `The ${span(windowSeconds)} before each: ${stamp(aMs, zone)} and ${stamp(bMs, zone)}`;
  return (
    <span className="panel-title" title={says}>
      <b>A</b> <time dateTime={a}>{clockSeconds(aMs, zone)}</time>
      <ArrowRight className="icon icon-quiet" size={14} aria-label="to" />
      <time dateTime={b}>{clockSeconds(bMs, zone)}</time>
    </span>
  );
}

/** The lists, below what there is to doubt in them; where nothing was watched, why there are none. */
function Differing({ compared, differences }: { readonly compared: Compared; readonly differences: Listed | undefined }): ReactNode {
  const why = incomparable(compared);
  if (why !== undefined) return <p className="diff-same">{`${why.says}: ${why.so}.`}</p>;
  if (differences === undefined) return <PanelSkeleton />;
  return (
    <>
      {doubts(compared).map((says) => (
        <p key={says} className="diff-same">
          {says}
        </p>
      ))}
      <Lists of={differences} aMs={Date.parse(compared.a)} />
    </>
  );
}

/** What appeared, vanished or changed between two moments, each with its numbers and a way to it. */
export function DiffPanel({ diff, onClose }: { readonly diff: Diff; readonly onClose: () => void }): ReactNode {
  const { zone } = usePreferences();
  const { compared, differences, error } = diff;
  const title = 'Difference of two moments';
  return (
    <Panel
      title={title}
      header={compared === undefined ? <span className="panel-title">{title}</span> : <Header compared={compared} zone={zone} />}
      onClose={onClose}
    >
      {error !== null && <Failure what="The difference" error={error} onRetry={diff.retry} retrying={diff.retrying} />}
      {compared === undefined && error === null && <PanelSkeleton />}
      {compared !== undefined && <Differing compared={compared} differences={differences} />}
    </Panel>
  );
}
