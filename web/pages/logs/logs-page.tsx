import './logs.css';
import { memo, type ReactNode, useCallback, useMemo, useState } from 'react';
import { logFields } from '#contract/find/log-fields.ts';
import type { Find } from '#contract/find/term.ts';
import type { LogHistogram, LogLoss } from '#contract/logs.ts';
import { asText, duration } from '../../lib/quantity.ts';
import { narrows, readScope } from '../../lib/scope.ts';
import type { TimeScope } from '../../lib/time.ts';
import { bounds, windowOf } from '../../lib/time.ts';
import { useTellingEvents } from '../../ui/charts/telling-events.ts';
import { FindBox } from '../../ui/find-box.tsx';
import { aroundKey } from '../../ui/found/around.tsx';
import { DownloadMenu } from '../../ui/found/download-menu.tsx';
import { NarrowingOf } from '../../ui/found/narrowing.ts';
import { InScopeOnly } from '../../ui/found/over.tsx';
import { RecentMenu } from '../../ui/found/recent-menu.tsx';
import { useScoped } from '../../ui/found/scoped.ts';
import type { Asking } from '../../ui/found/sources.ts';
import { useAsked } from '../../ui/found/use-asked.ts';
import { useVocabulary } from '../../ui/found/use-vocabulary.ts';
import { go, usePlace } from '../../ui/location.ts';
import { useRoute } from '../../ui/queries.ts';
import { Empty, Failure, ListSkeleton, Skeleton } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { AppColours } from './app-colours.tsx';
import { Facets } from './facets.tsx';
import { ListHead, useWrap } from './list-head.tsx';
import { Lines } from './log-lines.tsx';
import { Over } from './log-over.tsx';
import { Patterns } from './patterns.tsx';
import { atKey, narrow, openKey, search } from './search.ts';
import { TailFoot } from './tail-foot.tsx';
import { type Counted, useHistogram } from './use-histogram.ts';
import { type Lines as Found, useLines } from './use-lines.ts';

const bucketCount = 90;

function Nothing({ text }: { readonly text: string }): ReactNode {
  const isScoped = narrows(readScope(usePlace().query));
  if (text !== '')
    return (
      <Empty title="No line of this time matches">
        <p>
          <button type="button" className="text-button" onClick={() => search(text, '')}>
            Clear the search
          </button>
          , or choose a longer time.
        </p>
        <InScopeOnly />
      </Empty>
    );
  return (
    <Empty title={isScoped ? 'No line of the scope was read in this time' : 'No line was read in this time'}>
      <p>
        The kernel, the journal and containers are read by themselves, other files where they are named: <code>./sonde up --logs '/var/log/*.log'</code>. What
        they hold is here a second after it was written.
      </p>
      <InScopeOnly />
    </Empty>
  );
}

const listSkeleton = <ListSkeleton head={<Skeleton width="100%" height={80} />} rowHeight={20} />;

const examples = [
  { text: 'level>=warn -debug', says: 'warnings and worse, without the word debug' },
  { text: 'app=checkout,cart "connection refused"', says: 'of two applications, with words as they stand' },
  { text: 'status:5* latency>200ms', says: 'attributes: begins with 5, and longer than 200 ms' },
  { text: '/order [0-9a-f]+/ exists(trace_id)', says: 'a regular expression, in lines that belong to a trace' },
  { text: 'source=*nginx* (node=n1 or level=error)', says: 'of files whose path holds nginx; from one host, or errors' },
] as const;

interface SearchProps {
  readonly text: string;
  readonly asked: Find;
  readonly query: string;
  readonly time: TimeScope;
  readonly total: number | undefined;
  readonly tookSeconds: number | undefined;
}

/** Lines come all the time: what they do not change is not made anew for them. */
const Search = memo(function Search({ text, asked, query, time, total, tookSeconds }: SearchProps): ReactNode {
  const vocabulary = useVocabulary('lines', logFields, text, time);
  return (
    <header className="page-head log-head">
      <h1>Logs</h1>
      <FindBox
        label="Search the lines"
        placeholder={'Words, "a phrase", level>=warn, app=…'}
        text={text}
        asked={asked}
        {...vocabulary}
        examples={examples}
        onChange={(next) => search(text, next)}
      />
      <span className="found-took" title="So long it took to count them">
        {tookSeconds !== undefined && asText(duration(tookSeconds))}
      </span>
      <RecentMenu what="lines" query={asked.errors.length === 0 ? text : ''} onTake={(next) => search(text, next)} />
      <DownloadMenu what="lines" time={time} query={query} total={total} />
    </header>
  );
});

/** Who scrolls back or opens a line reads, until the end is in sight again. */
function useReading() {
  const { query } = usePlace();
  const open = query.get(openKey);
  const at = query.get(atKey);
  const [isHeld, setHeld] = useState(false);
  const onEnd = useCallback((isAtEnd: boolean) => setHeld(!isAtEnd), []);
  const onPause = useCallback(() => setHeld(true), []);
  const onResume = useCallback(() => {
    setHeld(false);
    go({ set: { [openKey]: undefined, [aroundKey]: undefined, [atKey]: undefined } }, 'replace');
  }, []);
  return { open, at, isReading: isHeld || open !== null || at !== null, onEnd, onPause, onResume };
}

interface BodyProps {
  readonly found: Found;
  readonly reading: ReturnType<typeof useReading>;
  readonly asking: Asking & { readonly time: TimeScope };
  readonly text: string;
  readonly losses: readonly LogLoss[];
  readonly counted: Counted;
  /** Absent where it could not be counted. */
  readonly histogram: LogHistogram | undefined;
}

const noLosses: readonly LogLoss[] = [];

/** Asked for where there are some, and again where they become more. */
function useLosses(time: TimeScope, lost: number): readonly LogLoss[] {
  const { data } = useRoute('GET /api/logs/losses', [time, lost], () => windowOf(time, Date.now()), { still: true, enabled: lost > 0 });
  return (lost > 0 && data?.losses) || noLosses;
}

function Body({ found, reading, asking, text, losses, counted, histogram }: BodyProps): ReactNode {
  const isWrapped = useWrap();
  const { still } = asking;
  const { lines, error, isFollowing, newer, dropped } = found;
  if (lines === undefined) return error === null && listSkeleton;
  const isNothing = lines.length === 0;
  return (
    <div className="log-body">
      {histogram !== undefined && (histogram.total > 0 || !isNothing) && <Facets {...asking} histogram={histogram} />}
      <div className={isWrapped ? 'log-list log-list-wrapped' : 'log-list'}>
        {!isNothing && <Patterns {...asking} isWhole={counted.isWhole} tookSeconds={counted.tookSeconds} />}
        {!isNothing && <ListHead />}
        {isNothing ? <Nothing text={text} /> : <Lines {...{ found, histogram, losses, text, isWrapped }} {...reading} />}
        {!still && <TailFoot {...reading} isFollowing={isFollowing} newer={newer} dropped={dropped} onPause={isNothing ? undefined : reading.onPause} />}
      </div>
    </div>
  );
}

/** The moment at which the list begins, where it is one of the window. */
function momentIn(time: TimeScope, at: string | null): number | undefined {
  const { fromMs, toMs } = bounds(time, Date.now());
  const atMs = Date.parse(at ?? '');
  return atMs > fromMs && atMs < toMs ? atMs : undefined;
}

/** What was written, when, by whom, and how much of it. */
export function LogsPage(): ReactNode {
  const [time] = useTime();
  const text = usePlace().query.get('query') ?? '';
  const { asked, query: whole } = useAsked(text, logFields);
  const query = useScoped(whole);
  const reading = useReading();
  const events = useTellingEvents(time);
  const still = time.kind !== 'live';
  const input = useCallback(() => ({ ...windowOf(time, Date.now()), ...(query === '' ? {} : { query }) }), [time, query]);
  const counted = useHistogram([time, query], () => ({ ...input(), buckets: bucketCount }), still);
  const found = useLines([time, query], input, { query, still, isReading: reading.isReading, fromMs: momentIn(time, reading.at) });
  const error = found.error ?? counted.error;
  const narrowing = useMemo(() => ({ text, fields: logFields, what: 'lines' as const, narrow }), [text]);
  const retry = () => {
    void found.refetch();
    void counted.refetch();
  };
  const { histogram } = counted;
  const losses = useLosses(time, histogram?.lost ?? 0);
  return (
    <NarrowingOf value={narrowing}>
      <AppColours time={time}>
        <main className="page page-table logs-page">
          <Search text={text} asked={asked} query={query} time={time} total={histogram?.total} tookSeconds={counted.tookSeconds} />
          {error !== null && (
            <Failure
              what="The lines"
              error={error}
              onRetry={retry}
              retrying={found.isFetching || counted.isFetching}
              {...(found.shownSinceMs !== undefined && { shownSinceMs: found.shownSinceMs })}
            />
          )}
          {histogram !== undefined && <Over counted={counted} histogram={histogram} losses={losses} events={events} />}
          {histogram === undefined && counted.error === null ? (
            listSkeleton
          ) : (
            <Body found={found} reading={reading} asking={{ time, still, query, input }} text={text} losses={losses} counted={counted} histogram={histogram} />
          )}
        </main>
      </AppColours>
    </NarrowingOf>
  );
}
