import './logs.css';
import { type ReactNode, useState } from 'react';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Find } from '#contract/find/term.ts';
import type { LogHistogram } from '#contract/logs.ts';
import { exact } from '../../lib/quantity.ts';
import { windowOf } from '../../lib/time.ts';
import { Hatched } from '../../ui/believed.tsx';
import { FindBox } from '../../ui/find-box.tsx';
import { Link } from '../../ui/link.tsx';
import { go, usePlace } from '../../ui/location.ts';
import { Num } from '../../ui/numbers.tsx';
import { useRoute } from '../../ui/queries.ts';
import { Empty, Failure, Skeleton, Waiting } from '../../ui/states.tsx';
import { useTime } from '../../ui/time-scope.ts';
import { levelTotals } from './levels.ts';
import { Histogram } from './log-histogram.tsx';
import { Lines } from './log-lines.tsx';
import { useLines } from './use-lines.ts';
import { useVocabulary } from './use-vocabulary.ts';

const bucketCount = 90;

/** A search is one step of the back button, however many keys it took. */
function search(from: string, to: string): void {
  go({ set: { query: to === '' ? undefined : to } }, (from === '') === (to === '') ? 'replace' : 'push');
}

/** What is asked: while what is typed has an error, the last that had none. */
function useAsked(text: string): { readonly asked: Find; readonly query: string } {
  const asked = parseFind(text, logFields);
  const [whole, setWhole] = useState('');
  if (asked.errors.length === 0 && whole !== text) setWhole(text);
  return { asked, query: asked.errors.length === 0 ? text : whole };
}

/** How many of each level; one of them leads to its lines. */
function Levels({ histogram, text }: { readonly histogram: LogHistogram; readonly text: string }): ReactNode {
  return (
    <ul className="log-levels" aria-label="Levels">
      {levelTotals(histogram).map(({ look: { level, colour }, lines }) => {
        const term = `level=${level}`;
        const isChosen = text.split(/\s+/).includes(term);
        const next = isChosen ? text.replace(term, '').trim() : `${text.replace(/(^|\s)level\S+/g, '')} ${term}`.trim();
        return (
          <li key={level}>
            <button type="button" className="control" aria-pressed={isChosen} onClick={() => search(text, next)}>
              <span className="log-swatch" style={{ background: colour }} aria-hidden="true" />
              {level} <span className="dim">{exact(lines)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  if (isFiltered) return <Empty title="No line of this time matches" />;
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

type Asked = ReturnType<typeof useLines>;

function Found({ lines, isFiltered }: { readonly lines: Asked; readonly isFiltered: boolean }): ReactNode {
  const { records, hasNextPage, isFetchingNextPage, fetchNextPage } = lines;
  if (records === undefined) return lines.error === null && <LogSkeleton />;
  if (records.length === 0) return <Nothing isFiltered={isFiltered} />;
  return <Lines records={records} hasOlder={hasNextPage} loadingOlder={isFetchingNextPage} onOlder={() => void fetchNextPage()} />;
}

function Over({ histogram, text, isOld }: { readonly histogram: LogHistogram; readonly text: string; readonly isOld: boolean }): ReactNode {
  return (
    <div className={isOld ? 'log-over old' : 'log-over'}>
      <Levels histogram={histogram} text={text} />
      <Histogram histogram={histogram} />
    </div>
  );
}

/** How many there are; where some are lost, at least so many. */
function Total({ total, lost }: LogHistogram): ReactNode {
  return (
    <>
      <p className="quiet" role="status">
        <Num of={{ value: exact(total), gap: '', unit: '' }} atLeast={lost > 0} /> {total === 1 ? 'line' : 'lines'}
      </p>
      {lost > 0 && (
        <Hatched>
          {exact(lost)} more {lost === 1 ? 'is' : 'are'} lost: <Link to={{ path: '/doctor' }}>Doctor</Link> says why
        </Hatched>
      )}
    </>
  );
}

function Search({ text, asked, histogram }: { readonly text: string; readonly asked: Find; readonly histogram: LogHistogram | undefined }): ReactNode {
  const [time] = useTime();
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
      {histogram !== undefined && <Total {...histogram} />}
    </header>
  );
}

/** What was written, when, and how much of it. */
export function LogsPage(): ReactNode {
  const [time] = useTime();
  const text = usePlace().query.get('query') ?? '';
  const { asked, query } = useAsked(text);
  const still = time.kind !== 'live';
  const input = () => ({ ...windowOf(time, Date.now()), ...(query === '' ? {} : { query }) });
  const counted = useRoute('GET /api/logs/histogram', [time, query], () => ({ ...input(), buckets: bucketCount }), { still });
  const lines = useLines([time, query], input, { query, still });
  const error = lines.error ?? counted.error;
  const retry = () => {
    void lines.refetch();
    void counted.refetch();
  };
  return (
    <main className="page page-table logs-page">
      <Search text={text} asked={asked} histogram={counted.data} />
      {error !== null && <Failure what="The lines" error={error} onRetry={retry} retrying={lines.isFetching || counted.isFetching} />}
      {counted.data !== undefined && <Over histogram={counted.data} text={text} isOld={error !== null || counted.isPlaceholderData} />}
      <Found lines={lines} isFiltered={query !== ''} />
    </main>
  );
}
