import './logs.css';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Find } from '#contract/find/term.ts';
import type { LogHistogram } from '#contract/logs.ts';
import type { TimeScope } from '../../lib/time.ts';
import { windowOf } from '../../lib/time.ts';
import { FindBox } from '../../ui/find-box.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { Empty, Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { DownloadMenu } from './download-menu.tsx';
import { Facets } from './facets.tsx';
import { ListHead, useWrap } from './list-head.tsx';
import { Lines } from './log-lines.tsx';
import { Over } from './log-over.tsx';
import { aroundKey, openKey, search } from './search.ts';
import { TailFoot } from './tail-foot.tsx';
import { useHistogram } from './use-histogram.ts';
import { type Lines as Found, useLines } from './use-lines.ts';
import { useVocabulary } from './use-vocabulary.ts';

const bucketCount = 90;

/** What is asked: while what is typed has an error, the last that had none. */
function useAsked(text: string): { readonly asked: Find; readonly query: string } {
  const asked = parseFind(text, logFields);
  const [whole, setWhole] = useState('');
  if (asked.errors.length === 0 && whole !== text) setWhole(text);
  return { asked, query: asked.errors.length === 0 ? text : whole };
}

function Nothing({ text }: { readonly text: string }): ReactNode {
  if (text !== '')
    return (
      <Empty title="No line of this time matches">
        <p>
          <button type="button" className="text-button" onClick={() => search(text, '')}>
            Clear the search
          </button>
          , or choose a longer time.
        </p>
      </Empty>
    );
  return (
    <Empty title="No line was read in this time">
      <p>
        The kernel, the journal and containers are read by themselves, other files where they are named: <code>./sonde up --logs '/var/log/*.log'</code>. What
        they hold is here a second after it was written.
      </p>
    </Empty>
  );
}

function LogSkeleton(): ReactNode {
  return (
    <Waiting>
      <div className="page-body">
        <Skeleton width="100%" height={80} />
        {Array.from({ length: 12 }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the shapes have no identity
          <Skeleton key={row} width="100%" height={20} />
        ))}
      </div>
    </Waiting>
  );
}

interface SearchProps {
  readonly text: string;
  readonly asked: Find;
  readonly query: string;
  readonly time: TimeScope;
  readonly total: number | undefined;
}

function Search({ text, asked, query, time, total }: SearchProps): ReactNode {
  const vocabulary = useVocabulary(text, time);
  return (
    <header className="page-head log-head">
      <h1>Logs</h1>
      <FindBox
        label="Search the lines"
        placeholder={'Words, "a phrase", level>=warn, app=…'}
        text={text}
        asked={asked}
        {...vocabulary}
        onChange={(next) => search(text, next)}
      />
      <DownloadMenu time={time} query={query} total={total} />
    </header>
  );
}

/** Who scrolls back or opens a line reads, until the end is in sight again. */
function useReading() {
  const open = usePlace().query.get(openKey);
  const [isHeld, setHeld] = useState(false);
  const onEnd = useCallback((isAtEnd: boolean) => setHeld(!isAtEnd), []);
  const onPause = useCallback(() => setHeld(true), []);
  const onResume = useCallback(() => {
    setHeld(false);
    go({ set: { [openKey]: undefined, [aroundKey]: undefined } }, 'replace');
  }, []);
  return { open, isReading: isHeld || open !== null, onEnd, onPause, onResume };
}

interface BodyProps {
  readonly found: Found;
  readonly still: boolean;
  readonly reading: ReturnType<typeof useReading>;
  readonly facets: Omit<Parameters<typeof Facets>[0], 'histogram'>;
  /** Absent where it could not be counted. */
  readonly histogram: LogHistogram | undefined;
}

function Body({ found, still, reading, facets, histogram }: BodyProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const isWrapped = useWrap();
  const { lines, error, isFollowing, newer } = found;
  if (lines === undefined) return error === null && <LogSkeleton />;
  const isNothing = lines.length === 0;
  return (
    <div className="log-body">
      {histogram !== undefined && (histogram.total > 0 || !isNothing) && <Facets {...facets} histogram={histogram} />}
      <div className={isWrapped ? 'log-list log-list-wrapped' : 'log-list'}>
        {!isNothing && <ListHead />}
        {isNothing ? <Nothing text={facets.text} /> : <Lines found={found} text={facets.text} scroller={scroller} {...reading} />}
        {!still && <TailFoot {...reading} isFollowing={isFollowing} newer={newer} onPause={isNothing ? undefined : reading.onPause} />}
      </div>
    </div>
  );
}

/** What was written, when, by whom, and how much of it. */
export function LogsPage(): ReactNode {
  const [time] = useTime();
  const text = usePlace().query.get('query') ?? '';
  const { asked, query } = useAsked(text);
  const reading = useReading();
  const still = time.kind !== 'live';
  const input = () => ({ ...windowOf(time, Date.now()), ...(query === '' ? {} : { query }) });
  const counted = useHistogram([time, query], () => ({ ...input(), buckets: bucketCount }), still);
  const found = useLines([time, query], input, { query, still, isReading: reading.isReading });
  const error = found.error ?? counted.error;
  const retry = () => {
    void found.refetch();
    void counted.refetch();
  };
  const { histogram } = counted;
  return (
    <main className="page page-table logs-page">
      <Search text={text} asked={asked} query={query} time={time} total={histogram?.total} />
      {error !== null && (
        <Failure
          what="The lines"
          error={error}
          onRetry={retry}
          retrying={found.isFetching || counted.isFetching}
          {...(found.shownSinceMs !== undefined && { shownSinceMs: found.shownSinceMs })}
        />
      )}
      {histogram !== undefined && <Over counted={counted} histogram={histogram} />}
      {histogram === undefined && counted.error === null ? (
        <LogSkeleton />
      ) : (
        <Body found={found} still={still} reading={reading} facets={{ time, still, query, text, input }} histogram={histogram} />
      )}
    </main>
  );
}
