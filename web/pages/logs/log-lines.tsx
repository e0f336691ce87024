import { type KeyboardEvent, type ReactNode, type RefObject, useLayoutEffect, useMemo, useRef } from 'react';
import { Button } from 'react-aria-components';
import { logFields } from '#contract/find/log-fields.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { LogRecord } from '#contract/logs.ts';
import { exact } from '../../lib/quantity.ts';
import { wordsSought } from './found-words.ts';
import { Line } from './log-line.tsx';
import type { Lines as Found } from './use-lines.ts';

/** Up and down go from line to line. */
function step(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = (event.target as HTMLElement).closest('.log-line');
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.log-line')];
  const at = row === null ? -1 : rows.indexOf(row as HTMLElement);
  const next = rows[event.key === 'ArrowDown' ? at + 1 : at - 1]?.querySelector<HTMLElement>('button');
  if (at === -1 || next === null || next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** Who stands at the end stays there while new lines come; who reads does not move when older ones do. */
function usePlaceInList(scroller: RefObject<HTMLDivElement | null>, isReading: boolean, lines: readonly { readonly record: LogRecord }[]): void {
  const oldest = lines[0]?.record.id;
  const newest = lines.at(-1)?.record.id;
  const before = useRef({ oldest, height: 0 });
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    const { oldest: was, height } = before.current;
    if (isReading && was !== oldest && list.scrollTop < 1) list.scrollTop += list.scrollHeight - height;
    before.current = { oldest, height: list.scrollHeight };
  }, [scroller, isReading, oldest]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line moves the end
  useLayoutEffect(() => {
    if (!isReading) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [scroller, isReading, newest]);
}

/** What came and was not sent, where it would stand. */
function Gap({ dropped, onLoad }: { readonly dropped: number; readonly onLoad: () => void }): ReactNode {
  return (
    <li className="log-gap">
      <span className="swatch-hatch" aria-hidden="true" />
      <span>
        {exact(dropped)} {dropped === 1 ? 'line' : 'lines'} came too fast to be shown as they came.{' '}
        <button type="button" className="text-button" onClick={onLoad}>
          Load the newest
        </button>
      </span>
    </li>
  );
}

interface Props {
  readonly found: Found;
  readonly open: string | null;
  readonly text: string;
  readonly isReading: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onEnd: (isAtEnd: boolean) => void;
}

const nearEndPx = 4;

/** They run downwards, as in a terminal. */
export function Lines({ found, open, text, isReading, scroller, onEnd }: Props): ReactNode {
  const { lines = [], hasNextPage, isFetchingNextPage, fetchNextPage, startOver } = found;
  const sought = useMemo(() => wordsSought(parseFind(text, logFields)), [text]);
  usePlaceInList(scroller, isReading, lines);
  return (
    <section
      className={found.isPlaceholderData || found.error !== null ? 'log-lines old' : 'log-lines'}
      aria-label="Lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      ref={scroller}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => onEnd(scrollHeight - scrollTop - clientHeight < nearEndPx)}
    >
      {hasNextPage && (
        <Button className="control control-box log-older" onPress={() => void fetchNextPage()} isPending={isFetchingNextPage}>
          Older lines
        </Button>
      )}
      <ol onKeyDown={step}>
        {lines.flatMap(({ record, dropped }, at) => [
          ...(dropped > 0 ? [<Gap key={`before-${record.id}`} dropped={dropped} onLoad={startOver} />] : []),
          <Line
            key={record.id}
            record={record}
            isOpen={record.id === open}
            isStop={at === lines.length - 1}
            text={record.id === open ? text : ''}
            sought={sought}
          />,
        ])}
      </ol>
    </section>
  );
}
