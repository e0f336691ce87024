import { ListFilter } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { Alerts } from '#contract/alerts.ts';
import { longestWords } from '#contract/find/words.ts';
import { severityOrder, severityWords } from '../../../lib/alert-words.ts';
import { causesOf } from '../../../lib/causes.ts';
import { exact } from '../../../lib/quantity.ts';
import { useFiring } from '../../../ui/alerts/firing-now.ts';
import { AlertMark } from '../../../ui/alerts/severity.tsx';
import { Link } from '../../../ui/link.tsx';
import { go, usePlace } from '../../../ui/location.ts';
import { useRoute } from '../../../ui/queries.ts';
import { Failure, Skeleton, StaleBar, Waiting } from '../../../ui/states.tsx';
import { AlertList } from './alert-list.tsx';
import { Calm } from './calm.tsx';

const everyMs = 5000;
const mostShown = 500;
const findKey = 'find';

/** What can be listed: the states of a list, and how it is called. What follows another alert is folded under it. */
const lists = [
  { id: 'firing', title: 'Firing', states: ['firing', 'inhibited'] },
  { id: 'pending', title: 'Pending', states: ['pending'] },
  { id: 'silenced', title: 'Silenced', states: ['silenced'] },
  { id: 'resolved', title: 'Ended', states: ['resolved'] },
] as const;
type List = (typeof lists)[number];

const listIn = (query: URLSearchParams): List => lists.find(({ id }) => id === query.get('list')) ?? lists[0];

function Lists({ shown, counts }: { readonly shown: List; readonly counts: Alerts['counts'] }): ReactNode {
  const quiet = useFiring().data?.alerts.filter(({ severity }) => severity === 'none').length ?? 0;
  const countOf = ({ states }: List) => states.reduce((sum: number, state) => sum + counts[state] - (state === 'firing' ? quiet : 0), 0);
  return (
    <nav className="alert-lists" aria-label="Which alerts">
      {lists.map((list) => (
        <Link
          key={list.id}
          className="pill"
          to={{ set: { list: list.id === 'firing' ? undefined : list.id, group: undefined } }}
          aria-current={list.id === shown.id ? true : undefined}
        >
          {list.title} <span>{exact(Math.max(0, countOf(list)))}</span>
        </Link>
      ))}
    </nav>
  );
}

function Find({ text }: { readonly text: string }): ReactNode {
  const change = (next: string) => go({ set: { [findKey]: next === '' ? undefined : next } }, text === '' ? 'push' : 'replace');
  return (
    <div className="listing-filter">
      <ListFilter className="icon icon-quiet" size={14} aria-hidden="true" />
      <input
        type="search"
        aria-label="Filter the alerts"
        placeholder="Type to filter"
        maxLength={longestWords}
        value={text}
        onChange={({ target }) => change(target.value)}
      />
    </div>
  );
}

interface VerdictProps {
  readonly causes: ReturnType<typeof causesOf>;
  readonly moreCauses: number;
  readonly alerts: number;
}

/** How many causes there are, and of those that are listed how many of each severity. */
function Verdict({ causes, moreCauses, alerts }: VerdictProps): ReactNode {
  const count = causes.length + moreCauses;
  const bySeverity = severityOrder
    .map((severity) => ({ severity, count: causes.filter((cause) => cause.severity === severity).length }))
    .filter(({ count }) => count > 0);
  return (
    <p className="alert-verdict" role="status">
      <b>{count === 1 ? '1 cause' : `${exact(count)} causes`}</b>
      {alerts > count && <span className="quiet">of {exact(alerts)} alerts</span>}
      {bySeverity.map(({ severity, count }) => (
        <span key={severity} className="status-line">
          <AlertMark severity={severity} />
          {exact(count)} <span className="unseen">{severityWords[severity]}</span>
        </span>
      ))}
    </p>
  );
}

const emptyWords = {
  pending: 'Nothing is about to fire: no condition holds that has not held for long enough yet.',
  silenced: 'Nothing that fires is silenced.',
  resolved: 'Nothing ended in the last hour.',
} as const;

interface ShownProps {
  readonly list: List;
  readonly reply: Alerts;
  readonly group: string | null;
  /** Whether words narrow it. */
  readonly isFound: boolean;
  /** Whether the reply is of what was asked for before. */
  readonly isBefore: boolean;
}

function Shown({ list, reply, group, isFound, isBefore }: ShownProps): ReactNode {
  const { alerts, groups, more, moreGroups } = reply;
  // What always fires, to show that alerts get through, is nothing to look at.
  const causes = useMemo(() => {
    const told = alerts.filter(({ severity }) => severity !== 'none');
    return causesOf(told, groups);
  }, [alerts, groups]);
  const count = moreGroups > 0 ? alerts.length + more : causes.reduce((sum, cause) => sum + cause.count, 0);
  if (causes.length === 0 && isBefore) return null;
  if (causes.length === 0 && isFound) return <p className="alert-none">None of these alerts matches.</p>;
  if (causes.length === 0) return list.id === 'firing' ? <Calm reply={reply} /> : <p className="alert-none">{emptyWords[list.id]}</p>;
  return (
    <>
      <div className="alert-bar">
        <Verdict causes={causes} moreCauses={moreGroups} alerts={count} />
        {group !== null && (
          <Link className="text-button" to={{ set: { group: undefined } }}>
            All causes
          </Link>
        )}
      </div>
      {more > 0 && (
        <p className="alert-more">
          Of these alerts {exact(alerts.length)} are listed, the worst first; {exact(more)} more are counted under their causes
          {moreGroups > 0 && `, of which ${exact(moreGroups)} are not listed either`}.
        </p>
      )}
      <AlertList causes={causes} />
    </>
  );
}

function ListSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        {[0, 1, 2, 3].map((row) => (
          <Skeleton key={row} width="100%" height={44} />
        ))}
      </div>
    </Waiting>
  );
}

/** What fires now, the causes first. */
export function Firing(): ReactNode {
  const { query } = usePlace();
  const list = listIn(query);
  const group = query.get('group');
  const find = (query.get(findKey) ?? '').slice(0, longestWords);
  const input = () => ({ state: list.states.join(','), limit: mostShown, ...(group !== null && { group }), ...(find !== '' && { find }) });
  const { data, error, dataUpdatedAt, isFetching, isPlaceholderData, refetch } = useRoute('GET /api/alerts', [list.id, group, find], input, { everyMs });
  return (
    <>
      <div className="alert-tools">
        {data !== undefined && <Lists shown={list} counts={data.counts} />}
        {data !== undefined && <Find text={find} />}
      </div>
      {error !== null && (
        <Failure what="The alerts" error={error} onRetry={() => void refetch()} retrying={isFetching} {...(data && { shownSinceMs: dataUpdatedAt })} />
      )}
      {data !== undefined && data.stale !== null && <StaleBar {...data.stale} />}
      {data === undefined && error === null && <ListSkeleton />}
      {data !== undefined && (
        <div className={error !== null || isPlaceholderData || data.stale !== null ? 'alert-shown old' : 'alert-shown'} aria-busy={isPlaceholderData}>
          <Shown list={list} reply={data} group={group} isFound={find !== ''} isBefore={isPlaceholderData} />
        </div>
      )}
    </>
  );
}
