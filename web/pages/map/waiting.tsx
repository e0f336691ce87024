import { Server } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Topology } from '#contract/routes.ts';
import { Link } from '../../ui/link.tsx';
import { go } from '../../ui/location.ts';
import { usePageChange } from '../../ui/rail.tsx';
import { type Filters, narrows } from './filters.ts';
import type { MapModel } from './model.ts';

function hostSentence(hosts: Topology['hosts']): ReactNode {
  const down = hosts.filter(({ up }) => !up);
  if (down.length > 0) return `The agent on ${down.map(({ node }) => node).join(', ')} does not answer, so nothing new can be seen.`;
  return 'Waiting for the first connection: whatever connects, or fails to, shows here within seconds.';
}

/** Stands above the map while there is no connection to draw: the host, and what is being waited for. */
export function Waiting({ topology, model, filters }: { readonly topology: Topology; readonly model: MapModel; readonly filters: Filters }): ReactNode {
  const changeTo = usePageChange();
  if (model.edges.length > 0) return null;
  if (narrows(filters) && filters.rest === 'hide') {
    return (
      <div className="map-waiting">
        <p>
          Nothing matches.{' '}
          <button type="button" className="text-button" onClick={() => go({ set: { find: undefined, show: undefined, rest: undefined } })}>
            Clear the filters
          </button>
        </p>
      </div>
    );
  }
  const hidden = !filters.own && topology.edges.length > 0;
  return (
    <div className={model.nodes.length === 0 ? 'map-waiting map-waiting-whole' : 'map-waiting'}>
      {topology.hosts.map(({ node, up }) => (
        <span key={node} className="map-host">
          <Server className="icon" size={16} aria-hidden="true" />
          <b>{node}</b>
          <span className="quiet">{up ? 'is watched' : 'does not answer'}</span>
        </span>
      ))}
      <p>
        {hostSentence(topology.hosts)} {model.nodes.length > 0 && 'Below is what listens. '}
        {hidden && (
          <>
            Sonde’s own connections are hidden:{' '}
            <button type="button" className="text-button" onClick={() => go({ set: { own: '1' } })}>
              show all {topology.edges.length}
            </button>
          </>
        )}
      </p>
      {topology.hosts.some(({ up }) => !up) && (
        <p>
          <Link to={changeTo('/doctor')}>How to mend it</Link>
        </p>
      )}
    </div>
  );
}
