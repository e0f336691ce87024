import { type Static, Type } from 'typebox';
import { type LogLevel, logLevels } from '#contract/log-levels.ts';
import type { LogRecord } from '#contract/logs.ts';
import type { MatchedLine } from '../logs/line-matcher.ts';
import type { LogOrder, LogPlace, LogWindow } from '../logs/log-store.ts';
import type { Query } from './log-rule.ts';
import { dayOf } from './templates.ts';

const Source = Type.Object({
  time: Type.String(),
  level: Type.String(),
  node: Type.String(),
  identity: Type.String(),
  source: Type.String(),
  message: Type.String(),
  pattern: Type.Optional(Type.String()),
  template: Type.Optional(Type.String()),
  attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  unmapped: Type.Optional(Type.String()),
});

const Hit = Type.Object({ _index: Type.String(), _id: Type.String(), _source: Source, sort: Type.Array(Type.Number()) });
type Hit = Static<typeof Hit>;
export const Hits = Type.Object({ hits: Type.Object({ hits: Type.Array(Hit) }) });
/** One document that is asked for by its id. */
export const Got = Type.Object({ _index: Type.String(), _id: Type.String(), _source: Source });

/** A line as it was found. */
export interface FoundLine extends LogPlace, Omit<MatchedLine, 'attributes'> {
  readonly time: string;
  readonly held: LogRecord['attributes'];
  readonly template: string | undefined;
}

const levelNumbers = new Map<string, number>(logLevels.map((level, number) => [level, number]));

export function lineOf({ _index, _id, _source }: Pick<Hit, '_index' | '_id' | '_source'>, us: number): FoundLine {
  const [part, id] = _id.split('.').map(Number);
  const { time, level, node, identity, source, message, pattern = '', template, attributes, unmapped } = _source;
  const held = (attributes ?? (unmapped === undefined ? {} : JSON.parse(unmapped))) as LogRecord['attributes'];
  return {
    us,
    day: dayOf(_index),
    part: part ?? 0,
    id: id ?? 0,
    time,
    level: levelNumbers.get(level) ?? 0,
    node,
    identity,
    source,
    message,
    pattern,
    template,
    held,
  };
}

/** As the rule sees it. */
export const matched = ({ held, ...line }: FoundLine): MatchedLine => ({ ...line, attributes: JSON.stringify(held) });

export function recordOf({ day, part, id, time, level, identity, source, message, pattern, held }: FoundLine): LogRecord {
  return {
    id: `${day}.${part}.${id}`,
    time,
    level: (logLevels[level] ?? 'unknown') satisfies LogLevel,
    identity,
    source,
    message,
    attributes: held,
    ...(pattern !== '' && { pattern }),
  };
}

export const placeOf = ({ us, day, part, id }: LogPlace): LogPlace => ({ us, day, part, id });

export const within = ({ fromUs, toUs }: LogWindow): Query => ({ range: { us: { gte: fromUs, lt: toUs } } });

/** An index that is somebody else's has none of it. */
export const sortOf = (order: LogOrder): object[] =>
  ['us', 'part', 'seq'].map((field) => ({ [field]: { order: order === 'newest' ? 'desc' : 'asc', unmapped_type: 'long' } }));

/** What comes behind a place; one without a day stands before all lines of its time. */
export function behind({ us, day, part, id }: LogPlace, order: LogOrder): number[] {
  if (day !== '') return [us, part, id];
  return order === 'newest' ? [us, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] : [us, -1, -1];
}
