import './events.css';
import { type ReactNode, useState } from 'react';
import type { EventHistogram } from '#contract/events.ts';
import { eventFields } from '#contract/find/event-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Find } from '#contract/find/term.ts';
import type { Record as Event } from '#contract/record.ts';
import { aboutOf } from '../../lib/event-words.ts';
import { exact } from '../../lib/quantity.ts';
import { bounds, windowOf } from '../../lib/time.ts';
import { Hatched } from '../../ui/believed.tsx';
import { FindBox } from '../../ui/find-box.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { useRoute } from '../../ui/queries.ts';
import { usePageChange } from '../../ui/shell/rail.tsx';
import { Empty, Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { EventBars } from './event-bars.tsx';
import { EventRows } from './event-rows.tsx';
import { useEvents } from './use-events.ts';

const bucketCount = 90;
const dayMs = 86_400_000;

/** A search is one step of the back button, however many keys it took. */
function search(from: string, to: string): void {
  go({ set: { query: to === '' ? undefined : to } }, (from === '') === (to === '') ? 'replace' : 'push');
}

/** What is asked: while what is typed has an error, the last that had none. */
function useAsked(text: string): { readonly asked: Find; readonly query: string } {
  const asked = parseFind(text, eventFields);
  const [whole, setWhole] = useState('');
  if (asked.errors.length === 0 && whole !== text) setWhole(text);
  return { asked, query: asked.errors.length === 0 ? text : whole };
}

/** What is seen is what may be asked for. */
function valuesIn(records: readonly Event[]): (field: string) => readonly string[] {
  const values: Readonly<Record<string, (event: Event) => string>> = {
    type: ({ type }) => type,
    identity: ({ identity }) => aboutOf(identity)?.name ?? '',
    node: ({ node }) => node,
    object: ({ object }) => object,
    reason: ({ reason }) => reason,
  };
  return (field) => {
    const read = Object.hasOwn(values, field) ? values[field] : undefined;
    return read === undefined ? [] : [...new Set(records.map(read))].filter((value) => value !== '');
  };
}

interface SearchProps {
  readonly text: string;
  readonly asked: Find;
  readonly total: number | undefined;
  readonly isPartial: boolean;
  readonly records: readonly Event[];
}

function Search({ text, asked, total, isPartial, records }: SearchProps): ReactNode {
  return (
    <header className="page-head events-head">
      <h1>Events</h1>
      <FindBox
        label="Search the events"
        placeholder={'Words, "a phrase", type=…, severity=error'}
        text={text}
        asked={asked}
        fields={eventFields}
        valuesOf={valuesIn(records)}
        onChange={(next) => search(text, next)}
      />
      {total !== undefined && (
        <p className="quiet" role="status">
          {isPartial && '≥ '}
          {exact(total)} {total === 1 ? 'event' : 'events'}
        </p>
      )}
    </header>
  );
}

interface LostOn {
  readonly node: string;
  readonly count: number;
}

/**
 * What was lost on the way from the kernel to here; null where nobody knows. The doctor looks at the last minutes, which a window
 * in the past does not hold.
 */
function useLost(isLive: boolean): readonly LostOn[] | null {
  const { data } = useRoute('GET /api/doctor', undefined, () => ({}));
  if (!isLive || data === undefined) return [];
  if (data.lost === null) return null;
  const byNode = Map.groupBy(data.lost.byReason, ({ node }) => node);
  const all = Array.from(byNode, ([node, reasons]) => ({ node, count: Math.round(reasons.reduce((sum, { count }) => sum + count, 0)) }));
  return all.filter(({ count }) => count > 0);
}

function Lost({ lost }: { readonly lost: readonly LostOn[] | null }): ReactNode {
  const changeTo = usePageChange();
  if (lost === null) return <Hatched>Whether any were lost is not known now: Prometheus, which counts that, does not answer.</Hatched>;
  if (lost.length === 0) return null;
  return (
    <Hatched>
      At least: {lost.map(({ node, count }) => `${exact(count)} ${count === 1 ? 'was' : 'were'} lost on ${node}`).join(', ')} in the last 15 minutes. The{' '}
      <Link to={changeTo('/doctor')}>doctor</Link> says why.
    </Hatched>
  );
}

function Nothing({ query }: { readonly query: string }): ReactNode {
  if (query === '') {
    return (
      <Empty title="Nothing happened in this time">
        <p>Failed connects, failed and slow requests, kills for want of memory, deploys, and the starts and stops of Sonde itself are told here.</p>
      </Empty>
    );
  }
  return (
    <Empty title="No event of this time matches">
      <p>
        <button type="button" className="text-button" onClick={() => search(query, '')}>
          Clear the search
        </button>
        , or choose a longer time.
      </p>
    </Empty>
  );
}

function EventsSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width="100%" height={124} />
        {Array.from({ length: 12 }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
          <Skeleton key={row} width="100%" height={20} />
        ))}
      </div>
    </Waiting>
  );
}

interface FoundProps {
  readonly found: ReturnType<typeof useEvents>;
  readonly query: string;
  readonly withDate: boolean;
}

function Found({ found, query, withDate }: FoundProps): ReactNode {
  const { records, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  if (records === undefined) return found.error === null && <EventsSkeleton />;
  if (records.length === 0) return <Nothing query={query} />;
  return <EventRows records={records} withDate={withDate} hasOlder={hasNextPage} loadingOlder={isFetchingNextPage} onOlder={() => void fetchNextPage()} />;
}

function Over({ histogram, lost, isOld }: { readonly histogram: EventHistogram; readonly lost: readonly LostOn[] | null; readonly isOld: boolean }): ReactNode {
  return (
    <div className={isOld ? 'events-over old' : 'events-over'}>
      <EventBars histogram={histogram} />
      <Lost lost={lost} />
    </div>
  );
}

/** What happened: of the kernel, of deploys, of connections and requests, of Sonde itself. */
export function EventsPage(): ReactNode {
  const [time] = useTime();
  const text = usePlace().query.get('query') ?? '';
  const { asked, query } = useAsked(text);
  const still = time.kind !== 'live';
  const input = () => ({ ...windowOf(time, Date.now()), ...(query === '' ? {} : { query }) });
  const counted = useRoute('GET /api/events/histogram', [time, query], () => ({ ...input(), buckets: bucketCount }), { still });
  const found = useEvents([time, query], input, still);
  const lost = useLost(!still);
  const { fromMs, toMs } = bounds(time, Date.now());
  const error = found.error ?? counted.error;
  const retry = () => {
    void found.refetch();
    void counted.refetch();
  };
  return (
    <main className="page page-table events-page">
      <Search text={text} asked={asked} total={counted.data?.total} isPartial={lost !== null && lost.length > 0} records={found.records ?? []} />
      {error !== null && (
        <Failure
          what="The events"
          error={error}
          onRetry={retry}
          retrying={found.isFetching || counted.isFetching}
          {...(found.records && { shownSinceMs: found.dataUpdatedAt })}
        />
      )}
      {counted.data !== undefined && <Over histogram={counted.data} lost={lost} isOld={error !== null || counted.isPlaceholderData} />}
      <Found found={found} query={query} withDate={toMs - fromMs > dayMs} />
    </main>
  );
}
