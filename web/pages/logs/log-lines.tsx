import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import type { LogRecord } from '#contract/logs.ts';
import { clockSeconds, type Zone } from '../../lib/time.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { leadingTime } from './leading-time.ts';
import { lookOf } from './levels.ts';

/** `14:18:20.123`, with at most three digits of the second. */
function clockOf(time: string, zone: Zone): string {
  const fraction = /\.(\d{1,3})/.exec(time)?.[1];
  const clock = clockSeconds(Date.parse(time), zone);
  return fraction === undefined ? clock : `${clock}.${fraction}`;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function Line({ record }: { readonly record: LogRecord }): ReactNode {
  const { zone } = usePreferences();
  const { time, level, identity, source, message, attributes } = record;
  const { letter } = lookOf(level);
  const saidAt = leadingTime(message);
  const fields = Object.entries({ time, level, source, ...(identity === '' ? {} : { identity }), ...attributes });
  return (
    <details className={`log-line log-${level}`}>
      <summary>
        <span className="log-level" title={level}>
          {letter}
        </span>
        <time dateTime={time}>{clockOf(time, zone)}</time>
        <span className="log-source" title={source}>
          {identity === '' ? lastPart(source) : identity.slice(identity.indexOf(':') + 1)}
        </span>
        <span className="log-message">
          <span className="log-when">{message.slice(0, saidAt)}</span>
          {message.slice(saidAt)}
        </span>
      </summary>
      <dl>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

interface Props {
  /** Newest first. */
  readonly records: readonly LogRecord[];
  readonly hasOlder: boolean;
  readonly loadingOlder: boolean;
  readonly onOlder: () => void;
}

/** They run downwards, as in a terminal; who stands at the end stays there while new ones come. */
export function Lines({ records, hasOlder, loadingOlder, onOlder }: Props): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const newest = records[0]?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new line moves the end
  useLayoutEffect(() => {
    if (atEnd.current) scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, [newest]);
  return (
    <section
      className="log-lines"
      aria-label="Lines"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
      tabIndex={0}
      ref={scroller}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 4;
      }}
    >
      {hasOlder && (
        <Button className="control control-box log-older" onPress={onOlder} isPending={loadingOlder}>
          Older lines
        </Button>
      )}
      {records.toReversed().map((record) => (
        <Line key={record.id} record={record} />
      ))}
    </section>
  );
}
