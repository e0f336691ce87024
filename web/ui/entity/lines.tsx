import './lines.css';
import { type ReactNode, useState } from 'react';
import { writtenValue } from '#contract/find/write.ts';
import type { LogRecord } from '#contract/logs.ts';
import { leadingTime } from '../../lib/leading-time.ts';
import { lookOf } from '../../lib/levels.ts';
import { clockOf, stamp, windowOf } from '../../lib/time.ts';
import { Link } from '../link.tsx';
import { usePreferences } from '../preferences.ts';
import { useRoute } from '../queries.ts';
import { runs } from '../runs.ts';
import { usePageChange } from '../shell/rail.tsx';
import { Failure, Skeleton, Waiting } from '../states.tsx';
import { useTime } from '../time-scope.ts';
import type { Kind } from './kind-words.ts';
import { writerOf } from './writer.tsx';

interface Writer {
  readonly kind: Kind;
  readonly name: string;
  readonly namespace?: string | undefined;
}

const fewLines = 8;
/** Of one line: it stands in a narrow column. */
const mostShown = 400;

function termOf({ kind, name, namespace = '' }: Writer): string {
  return [`kind=${kind}`, ...(namespace === '' ? [] : [`ns=${writtenValue(namespace)}`]), `app=${writtenValue(name)}`].join(' ');
}

/** What finds the lines of some. */
function queryOf(writers: readonly Writer[], isGrave: boolean): string {
  const each = [...new Set(writers.map(termOf))];
  const those = each.length === 1 ? (each[0] ?? '') : `(${each.map((one) => `(${one})`).join(' or ')})`;
  return isGrave ? `level>=warn ${those}` : those;
}

function Line({ record, withWriter }: { readonly record: LogRecord; readonly withWriter: boolean }): ReactNode {
  const { zone } = usePreferences();
  const { time, level, message } = record;
  const said = message.slice(leadingTime(message)).slice(0, mostShown);
  return (
    <li className={`line-${level}`}>
      <time dateTime={time} title={stamp(Date.parse(time), zone)}>
        {clockOf(time, zone)}
      </time>
      <span className="line-level" title={level}>
        {lookOf(level).letter}
      </span>
      {withWriter && <span className="line-writer cut">{writerOf(record).name}</span>}
      <code className="cut" title={message}>
        {said}
      </code>
    </li>
  );
}

function Found({ query, withWriter, isGrave }: { readonly query: string; readonly withWriter: boolean; readonly isGrave: boolean }): ReactNode {
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
        <Line key={record.id} record={record} withWriter={withWriter} />
      ))}
    </ol>
  );
}

interface Props {
  /** Whose lines they are; of addresses there are none. */
  readonly of: readonly Writer[];
  readonly whose: string;
}

/** The last lines of some, and the way to all of them. */
export function RecentLines({ of, whose }: Props): ReactNode {
  const changeTo = usePageChange();
  const [isGrave, setGrave] = useState(false);
  const writers = of.filter(runs);
  if (writers.length === 0) return null;
  const query = queryOf(writers, isGrave);
  return (
    <section className="panel-part" aria-label="Logs">
      <div className="lines-head">
        <h3>
          Logs <span>{whose}</span>
        </h3>
        <button type="button" className="control" aria-pressed={isGrave} onClick={() => setGrave(!isGrave)}>
          Warnings and errors
        </button>
        <Link className="facts-link" to={changeTo('/logs', { query })}>
          All lines
        </Link>
      </div>
      <Found query={query} withWriter={writers.length > 1} isGrave={isGrave} />
    </section>
  );
}
