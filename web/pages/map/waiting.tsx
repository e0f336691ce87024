import { Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { exact } from '../../lib/quantity.ts';
import { everything, writeScope } from '../../lib/scope.ts';
import { stamp } from '../../lib/time.ts';
import { Link } from '../../ui/link.tsx';
import { go } from '../../ui/location.ts';
import { OutOfScope } from '../../ui/out-of-scope.tsx';
import { usePreferences } from '../../ui/preferences.ts';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { useTime } from '../../ui/time-scope.ts';
import type { Facts, MapSummary } from './engine/protocol.ts';
import { type Filters, narrows } from './model/filters.ts';
import { mostNamed, named } from './model/watched.ts';

/** Since when they are watched that were not in the time that is shown. */
function Since({ hosts, live }: Pick<MapSummary, 'hosts'> & { readonly live: boolean }): ReactNode {
  const { zone } = usePreferences();
  const { data } = useRoute('GET /api/nodes', 'since', () => ({}), { enabled: !live });
  const unwatched = new Set(hosts.filter(({ up }) => !up).map(({ node }) => node));
  const starts = (data?.nodes ?? []).flatMap(({ node, report }) => (unwatched.has(node) && report !== null ? [Date.parse(report.startedAt)] : []));
  return !live && starts.length > 0 && `It has been watching since ${stamp(Math.min(...starts), zone)}. `;
}

function hostSentence(hosts: MapSummary['hosts'], { live, figures }: { readonly live: boolean; readonly figures: boolean }): string {
  const down = named(hosts.filter(({ up }) => !up));
  if (!live) return down === '' ? 'No connection was seen in this time.' : `Nothing was seen in this time: Sonde did not watch ${down} then.`;
  if (down !== '' && !figures)
    return `No figures of ${down} have come in this time. After a start the first take some 10 seconds; later, Doctor says what is wrong.`;
  if (down !== '') return `The agent on ${down} does not answer, so nothing new can be seen.`;
  return 'Waiting for the first connection: whatever connects, or fails to, shows here within seconds.';
}

const hostWords = {
  first: { up: 'is watched', down: 'no figures yet' },
  live: { up: 'is watched', down: 'does not answer' },
  past: { up: 'was watched', down: 'was not watched' },
} as const;

function Hosts({ hosts, words }: Pick<MapSummary, 'hosts'> & { readonly words: { readonly up: string; readonly down: string } }): ReactNode {
  if (hosts.length > mostNamed) return null;
  return hosts.map(({ node, up }) => (
    <span key={node} className="map-host">
      <Server className="icon" size={16} aria-hidden="true" />
      <b>{node}</b>
      <span className="quiet">{up ? words.up : words.down}</span>
    </span>
  ));
}

/** What to do about it: the present can be mended, from the past one can only come back. */
function WayOut({ hosts }: Pick<MapSummary, 'hosts'>): ReactNode {
  const [time, setTime] = useTime();
  const changeTo = usePageChange();
  if (time.kind !== 'live') {
    return (
      <p>
        <button type="button" className="text-button" onClick={() => setTime({ kind: 'live', range: time.kind === 'paused' ? time.range : '15m' })}>
          Back to now
        </button>
      </p>
    );
  }
  if (hosts.every(({ up }) => up)) return null;
  return (
    <p>
      <Link to={changeTo('/doctor')}>See Doctor</Link>
    </p>
  );
}

/** What is in the scope is not connected, or its connections are not shown; elsewhere there are some. */
function Elsewhere({ edges }: { readonly edges: number }): ReactNode {
  return (
    <>
      No connection in the scope is shown; outside of it {edges === 1 ? 'is' : 'are'} {exact(edges)}. <Link to={{ set: writeScope(everything) }}>
        Show all
      </Link>{' '}
    </>
  );
}

interface WaitingProps {
  readonly summary: MapSummary;
  readonly facts: Facts;
  readonly filters: Filters;
}

/** How many of Sonde's own connections are all that there is. */
const hiddenOf = ({ facts, filters }: Pick<WaitingProps, 'facts' | 'filters'>): number => (filters.own ? 0 : facts.everyEdge);

/** The hosts, what is being waited for, and what is there without a connection. */
function Unconnected({ summary, facts, filters }: WaitingProps): ReactNode {
  const [time] = useTime();
  const hidden = hiddenOf({ facts, filters });
  const live = time.kind === 'live';
  const figures = facts.everyEdge > 0 || facts.nodes > 0;
  const words = hostWords[!live ? 'past' : figures ? 'live' : 'first'];
  return (
    <div className={facts.nodes === 0 ? 'map-waiting map-waiting-whole' : 'map-waiting'}>
      <Hosts hosts={summary.hosts} words={words} />
      <p>
        {facts.outOfScope > 0 ? (
          <Elsewhere edges={facts.outOfScope} />
        ) : (
          <>
            {hostSentence(summary.hosts, { live, figures })} <Since hosts={summary.hosts} live={live} />
          </>
        )}
        {facts.listens && `Below is what ${live ? 'listens' : 'listened'}. `}
        {hidden > 0 && (
          <>
            Sonde’s own connections are hidden:{' '}
            <button type="button" className="text-button" onClick={() => go({ set: { own: '1' } })}>
              show all {hidden}
            </button>
          </>
        )}
      </p>
      <WayOut hosts={summary.hosts} />
    </div>
  );
}

/** Stands above the map while there is no connection to draw: why there is none. */
export function Waiting(props: WaitingProps): ReactNode {
  const { facts, filters } = props;
  if (facts.edges > 0) return null;
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
  if (facts.outOfScope === 0 || facts.nodes > 0 || hiddenOf(props) > 0) return <Unconnected {...props} />;
  return (
    <div className="map-waiting map-waiting-whole">
      <OutOfScope all={facts.outOfScope} what={facts.outOfScope === 1 ? 'connection' : 'connections'} />
    </div>
  );
}
