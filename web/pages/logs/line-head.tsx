import type { ReactNode } from 'react';
import type { LogRecord } from '#contract/logs.ts';
import { leadingTime } from '../../lib/leading-time.ts';
import { lookOf } from '../../lib/levels.ts';
import { clockOf, stamp } from '../../lib/time.ts';
import { WriterIcon, writerOf } from '../../ui/entity/writer.tsx';
import { usePreferences } from '../../ui/preferences.ts';

/** Level, clock, who wrote it and what. */
export function LineHead({ record }: { readonly record: LogRecord }): ReactNode {
  const { zone } = usePreferences();
  const { time, level, message } = record;
  const saidAt = leadingTime(message);
  const writer = writerOf(record);
  const more = message.trimEnd().split('\n').length - 1;
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
        <WriterIcon {...record} />
        <span className="cut">{writer.name}</span>
      </span>
      <span className="log-message">
        <span className="log-when">{message.slice(0, saidAt)}</span>
        {message.slice(saidAt)}
      </span>
      {more > 0 && (
        <span className="log-more">
          +{more} {more === 1 ? 'line' : 'lines'}
        </span>
      )}
    </>
  );
}
