import './events.css';
import { type ReactNode, useMemo } from 'react';
import type { EventHistogram } from '#contract/events.ts';
import { eventFields } from '#contract/find/event-fields.ts';
import type { Find } from '#contract/find/term.ts';
import { narrows, readScope } from '../../lib/scope.ts';
import { severityBuckets, severityLooks, severityTotals } from '../../lib/severities.ts';
import { bounds, type TimeScope, windowOf } from '../../lib/time.ts';
import { BarsOverTime } from '../../ui/charts/bars-over-time.tsx';
import { FindBox } from '../../ui/find-box.tsx';
import { aroundKey } from '../../ui/found/around.tsx';
import { DownloadMenu } from '../../ui/found/download-menu.tsx';
import { NarrowingOf } from '../../ui/found/narrowing.ts';
import { InScopeOnly, Legend, Total } from '../../ui/found/over.tsx';
import { RecentMenu } from '../../ui/found/recent-menu.tsx';
import { useScoped } from '../../ui/found/scoped.ts';
import { useAsked } from '../../ui/found/use-asked.ts';
import { useVocabulary } from '../../ui/found/use-vocabulary.ts';
import { go, usePlace } from '../../ui/location.ts';
import { useRoute } from '../../ui/queries.ts';
import { Empty, Failure, ListSkeleton, Skeleton } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { EventFacets } from './event-facets.tsx';
import { EventRows } from './event-rows.tsx';
import { LostEvents, type LostOn, useLost } from './lost-events.tsx';
import { useEvents } from './use-events.ts';

const bucketCount = 90;
const dayMs = 86_400_000;

const asking = (text: string) => ({ query: text === '' ? undefined : text, [aroundKey]: undefined });

/** A search is one step of the back button, however many keys it took. */
const search = (from: string, to: string): void => go({ set: asking(to) }, (from === '') === (to === '') ? 'replace' : 'push');

/** A click is a step of its own. */
const narrow = (to: string): void => go({ set: asking(to) });

const examples = [
  { text: 'severity>=warning -type=l7.*', says: 'what is wrong, but for requests' },
  { text: 'type=tcp.connect_failed reason=refused', says: 'connects that were refused' },
  { text: 'app=checkout,cart type=deploy', says: 'deploys of two applications' },
  { text: 'server.port>5000 exists(error.type)', says: 'attributes: a port above 5000, and an error that has a name' },
  { text: 'kernel.* /oom|out of memory/i', says: 'of the kernel, by a regular expression' },
] as const;

interface SearchProps {
  readonly text: string;
  readonly asked: Find;
  readonly query: string;
  readonly time: TimeScope;
  readonly total: number | undefined;
}

function Search({ text, asked, query, time, total }: SearchProps): ReactNode {
  const vocabulary = useVocabulary('events', eventFields, text, time);
  return (
    <header className="page-head events-head">
      <h1>Events</h1>
      <FindBox
        label="Search the events"
        placeholder={'Words, "a phrase", type=…, severity=error'}
        text={text}
        asked={asked}
        {...vocabulary}
        examples={examples}
        onChange={(next) => search(text, next)}
      />
      <RecentMenu what="events" query={asked.errors.length === 0 ? text : ''} onTake={(next) => search(text, next)} />
      <DownloadMenu what="events" time={time} query={query} total={total} />
    </header>
  );
}

function Nothing({ text }: { readonly text: string }): ReactNode {
  const isScoped = narrows(readScope(usePlace().query));
  if (text === '') {
    return (
      <Empty title={isScoped ? 'Nothing happened in the scope in this time' : 'Nothing happened in this time'}>
        <p>Failed connects, failed and slow requests, kills for want of memory, deploys, and the starts and stops of Sonde itself are told here.</p>
        <InScopeOnly />
      </Empty>
    );
  }
  return (
    <Empty title="No event of this time matches">
      <p>
        <button type="button" className="text-button" onClick={() => search(text, '')}>
          Clear the search
        </button>
        , or choose a longer time.
      </p>
      <InScopeOnly />
    </Empty>
  );
}

function Over({ histogram, lost, isOld }: { readonly histogram: EventHistogram; readonly lost: readonly LostOn[] | null; readonly isOld: boolean }): ReactNode {
  const buckets = useMemo(() => severityBuckets(histogram), [histogram]);
  const colours = severityTotals(histogram).map(({ severity }) => ({ name: severity, ...severityLooks[severity] }));
  return (
    <div className={isOld ? 'over old' : 'over'}>
      <div className="over-head">
        <Total total={histogram.total} what="events" atLeast={lost !== null && lost.length > 0} />
        <LostEvents lost={lost} />
        <Legend colours={colours} isLossy={false} isMarked={false} />
      </div>
      <BarsOverTime what="events" buckets={buckets} />
    </div>
  );
}

/** The list comes with its histogram, unless that failed: what came later would push it about. */
const afterCount = ({ data, error }: { readonly data?: unknown; readonly error: Error | null }): boolean => data !== undefined || error !== null;

/** What happened: of the kernel, of deploys, of connections and requests, of Sonde itself. */
export function EventsPage(): ReactNode {
  const [time] = useTime();
  const text = usePlace().query.get('query') ?? '';
  const { asked, query: whole } = useAsked(text, eventFields);
  const query = useScoped(whole);
  const still = time.kind !== 'live';
  const input = () => ({ ...windowOf(time, Date.now()), ...(query === '' ? {} : { query }) });
  const counted = useRoute('GET /api/events/histogram', [time, query], () => ({ ...input(), buckets: bucketCount }), { still });
  const found = useEvents([time, query], input, still);
  const lost = useLost(!still);
  const { fromMs, toMs } = bounds(time, Date.now());
  const error = found.error ?? counted.error;
  const histogram = counted.data;
  const records = afterCount(counted) ? found.records : undefined;
  const narrowing = useMemo(() => ({ text, fields: eventFields, what: 'events' as const, narrow }), [text]);
  const retry = () => {
    void found.refetch();
    void counted.refetch();
  };
  return (
    <NarrowingOf value={narrowing}>
      <main className="page page-table events-page">
        <Search text={text} asked={asked} query={query} time={time} total={histogram?.total} />
        {error !== null && (
          <Failure
            what="The events"
            error={error}
            onRetry={retry}
            retrying={found.isFetching || counted.isFetching}
            {...(records && { shownSinceMs: found.dataUpdatedAt })}
          />
        )}
        {histogram !== undefined && <Over histogram={histogram} lost={lost} isOld={error !== null || counted.isPlaceholderData} />}
        {records === undefined && error === null && <ListSkeleton head={<Skeleton width="100%" height={108} />} rowHeight={20} />}
        {records?.length === 0 && <Nothing text={text} />}
        {records !== undefined && records.length > 0 && (
          <div className="events-body">
            {histogram !== undefined && <EventFacets histogram={histogram} time={time} still={still} query={query} input={input} />}
            <EventRows
              records={records}
              withDate={toMs - fromMs > dayMs}
              hasOlder={found.hasNextPage}
              loadingOlder={found.isFetchingNextPage}
              onOlder={() => void found.fetchNextPage()}
            />
          </div>
        )}
      </main>
    </NarrowingOf>
  );
}
