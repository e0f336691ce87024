import { type KeyboardEvent, type ReactNode, useMemo } from 'react';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { LogHistogram, LogLoss } from '#contract/logs.ts';
import { soughtIn } from '../../ui/found/found-words.ts';
import { go } from '../../ui/location.ts';
import { LongList, type Sight } from '../../ui/table/long-list.tsx';
import { Dropped, Lost } from './gap.tsx';
import { keyOf, type Row, withLosses } from './list-rows.ts';
import { Line } from './log-line.tsx';
import { Ruler } from './log-ruler.tsx';
import { atKey } from './search.ts';
import { see } from './seen.ts';
import type { Lines as Found } from './use-lines.ts';

/** Up and down go from line to line. */
function step(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.log-line')];
  const at = rows.findIndex((row) => row.contains(event.target as Node));
  const next = rows[event.key === 'ArrowDown' ? at + 1 : at - 1]?.querySelector<HTMLElement>('button');
  if (at === -1 || next === null || next === undefined) return;
  event.preventDefault();
  next.focus();
}

const linePx = 20;

interface Props {
  readonly found: Found;
  readonly histogram: LogHistogram | undefined;
  readonly losses: readonly LogLoss[];
  readonly open: string | null;
  readonly text: string;
  readonly isWrapped: boolean;
  readonly isReading: boolean;
  readonly onEnd: (isAtEnd: boolean) => void;
}

/** The time of the first and the last line that is in sight. */
function spanOf(rows: readonly Row[], { first, last }: Sight): { fromMs: number; toMs: number } | undefined {
  const times = rows.slice(first, last + 1).flatMap((row) => (row.is === 'line' ? Date.parse(row.record.time) : []));
  return times.length === 0 ? undefined : { fromMs: Math.min(...times), toMs: Math.max(...times) };
}

/** What is older, or newer, is asked for before its place comes into sight. */
function more({ hasNextPage, isFetching, fetchNextPage, newerLines }: Found, { isAtStart, isAtEnd }: Sight): void {
  if (isAtStart && hasNextPage && !isFetching) void fetchNextPage();
  if (isAtEnd && newerLines.hasNextPage && !newerLines.isFetching) void newerLines.fetchNextPage();
}

/** They run downwards, as in a terminal. */
export function Lines({ found, histogram, losses, open, text, isWrapped, isReading, onEnd }: Props): ReactNode {
  const { lines, startOver, isFetchingNextPage, newerLines } = found;
  const sought = useMemo(() => soughtIn(parseFind(text, logFields)), [text]);
  const rows = useMemo(() => withLosses(lines ?? [], losses), [lines, losses]);
  const look = (sight: Sight) => {
    onEnd(sight.isAtEnd && !newerLines.hasNextPage);
    see(spanOf(rows, sight));
    more(found, sight);
  };
  return (
    <div className={found.isPlaceholderData || found.error !== null ? 'log-view old' : 'log-view'}>
      {(isFetchingNextPage || newerLines.isFetchingNextPage) && (
        <p className="log-more-lines" role="status">
          {isFetchingNextPage ? 'Older' : 'Newer'} lines are looked for
        </p>
      )}
      <LongList
        key={String(isWrapped)}
        label="Lines"
        className="log-lines"
        rows={rows}
        keyOf={keyOf}
        rowPx={linePx}
        sticksTo={isReading ? undefined : 'end'}
        bring={open ?? undefined}
        onSight={look}
        onKeyDown={step}
        render={(row, _, isStop) => {
          if (row.is === 'lost') return <Lost loss={row.loss} />;
          if (row.is === 'dropped') return <Dropped lines={row.lines} onLoad={startOver} />;
          const isOpen = row.key === open;
          return <Line record={row.record} isOpen={isOpen} isStop={isStop} sought={sought} />;
        }}
      />
      {histogram !== undefined && <Ruler histogram={histogram} onGo={(atMs) => go({ set: { [atKey]: new Date(atMs).toISOString() } }, 'replace')} />}
    </div>
  );
}
