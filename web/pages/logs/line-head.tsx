import type { ReactNode } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { leadingTime } from '../../lib/leading-time.ts';
import { lookOf } from '../../lib/levels.ts';
import { clockOf, stamp } from '../../lib/time.ts';
import { WriterTile, writerOf } from '../../ui/entity/writer.tsx';
import { piecesOf, type Sought } from '../../ui/found/found-words.ts';
import { usePreferences } from '../../ui/preferences.ts';
import { useAppColour } from './app-colours.tsx';

/** A closed line is one line on the screen, however long it is. */
const mostShown = 1000;

interface Props {
  readonly record: LogRecord;
  /** All of it is shown. */
  readonly isOpen?: boolean;
  /** What it was found by. */
  readonly sought?: Sought;
}

function Said({ record: { message }, isOpen = false, sought }: Props): ReactNode {
  const saidAt = leadingTime(message);
  const end = message.indexOf('\n');
  const said = isOpen ? message.slice(saidAt) : message.slice(saidAt, end < saidAt ? undefined : end).slice(0, mostShown);
  const more = isOpen ? 0 : message.trimEnd().split('\n').length - 1;
  return (
    <>
      <span className="log-message">
        <span className="log-when">{message.slice(0, saidAt)}</span>
        {piecesOf(said, sought).map(({ text, isFound }, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no identity
          isFound ? <mark key={at}>{text}</mark> : text,
        )}
      </span>
      {more > 0 && (
        <span className="log-more">
          +{more} {more === 1 ? 'line' : 'lines'}
        </span>
      )}
    </>
  );
}

/** Level, clock, who wrote it and what. */
export function LineHead(props: Props): ReactNode {
  const { record } = props;
  const { zone } = usePreferences();
  const { time, level } = record;
  const writer = writerOf(record);
  const colourOf = useAppColour();
  return (
    <>
      <span className="log-level" title={level}>
        <span className="unseen">{level}</span>
        <span aria-hidden="true">{lookOf(level).letter}</span>
      </span>
      <time dateTime={time} title={stamp(Date.parse(time), zone)}>
        {clockOf(time, zone)}
      </time>
      <span className="log-writer" title={writer.title}>
        <WriterTile identity={record.identity} colour={colourOf(writer.name)} />
        <span className="cut">{writer.name}</span>
      </span>
      <Said {...props} />
    </>
  );
}
