import './lines.css';
import type { ReactNode } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { leadingTime } from '../../lib/leading-time.ts';
import { lookOf } from '../../lib/levels.ts';
import { clockOf, stamp, windowOf } from '../../lib/time.ts';
import { hostTerms, type Writer, whoseTerms } from '../../lib/whose.ts';
import { Link } from '../link.tsx';
import { go, usePlace } from '../location.ts';
import { usePreferences } from '../preferences.ts';
import { useRoute } from '../queries.ts';
import { runs } from '../runs.ts';
import { usePageChange } from '../shell/rail.tsx';
import { Failure, Skeleton, Waiting } from '../states.tsx';
import { useTime } from '../time-scope.ts';
import type { Kind } from './kind-words.ts';
import { writerOf } from './writer.tsx';

/** The key of the URL that says that only warnings and errors are listed. */
const graveKey = 'grave';
const fewLines = 8;
/** Of one line: it stands in a narrow column. */
const mostShown = 400;

interface Shown {
  readonly query: string;
  readonly withWriter: boolean;
}

/** The line among the others, in the time that is looked at. */
function Line({ record, query, withWriter }: Shown & { readonly record: LogRecord }): ReactNode {
  const { zone } = usePreferences();
  const changeTo = usePageChange();
  const { id, time, level, message } = record;
  const atMs = Date.parse(time);
  const said = message.slice(leadingTime(message)).slice(0, mostShown);
  return (
    <li className={`line-${level}`}>
      <Link to={changeTo('/logs', { query, line: id, at: new Date(atMs + 1).toISOString() })} title={stamp(atMs, zone)}>
        <time dateTime={time}>{clockOf(time, zone)}</time>
      </Link>
      <span className="line-level" title={level}>
        {lookOf(level).letter}
      </span>
      {withWriter && (
        <span className="line-writer cut" title={writerOf(record).title}>
          {writerOf(record).name}
        </span>
      )}
      <code className="cut" title={message}>
        {said}
      </code>
    </li>
  );
}

function Found({ query, withWriter, isGrave }: Shown & { readonly isGrave: boolean }): ReactNode {
  const [time] = useTime();
  const input = () => ({ ...windowOf(time, Date.now()), query, limit: fewLines });
  const { data, error, isFetching, isPlaceholderData, refetch } = useRoute('GET /api/logs', ['few', time, query], input, { still: time.kind !== 'live' });
  if (error !== null && data === undefined) return <Failure what="The lines" error={error} onRetry={() => void refetch()} retrying={isFetching} />;
  if (data === undefined)
    return (
      <Waiting>
        <Skeleton width="100%" height={60} />
      </Waiting>
    );
  if (data.records.length === 0)
    return <p className="dim">{isGrave ? 'No warning and no error was written in this time.' : 'No line was read in this time.'}</p>;
  return (
    <ol className={isPlaceholderData ? 'lines old' : 'lines'}>
      {data.records.toReversed().map((record) => (
        <Line key={record.id} record={record} query={query} withWriter={withWriter} />
      ))}
    </ol>
  );
}

interface Props {
  /** What finds them. */
  readonly terms: string;
  readonly whose: string;
  readonly withWriter: boolean;
}

/** The last lines of some, and the way to all of them. */
function Recent({ terms, whose, withWriter }: Props): ReactNode {
  const changeTo = usePageChange();
  const isGrave = usePlace().query.get(graveKey) === '1';
  const query = isGrave ? `level>=warn ${terms}` : terms;
  return (
    <section className="panel-part" aria-label="Logs">
      <div className="lines-head">
        <h3>
          Logs <span>{whose}</span>
        </h3>
        <button type="button" className="control" aria-pressed={isGrave} onClick={() => go({ set: { [graveKey]: isGrave ? undefined : '1' } })}>
          Warnings and errors
        </button>
        <Link className="facts-link" to={changeTo('/logs', { query })}>
          All lines
        </Link>
      </div>
      <Found query={query} withWriter={withWriter} isGrave={isGrave} />
    </section>
  );
}

/** Of workloads; addresses write none. */
export function RecentLines({ of, whose }: { readonly of: readonly (Writer & { readonly kind: Kind })[]; readonly whose: string }): ReactNode {
  const writers = of.filter(runs);
  return writers.length === 0 ? null : <Recent terms={whoseTerms(writers)} whose={whose} withWriter={writers.length > 1} />;
}

/** Of all that runs on a host, and of its kernel. */
export const HostLines = ({ node }: { readonly node: string }): ReactNode => <Recent terms={hostTerms(node)} whose="of it" withWriter />;
