import { type Static, Type } from 'typebox';
import { logLevels } from './log-levels.ts';
import { Moment } from './reply.ts';
import { literals } from './schema.ts';

const LogRecord = Type.Object({
  id: Type.String({ description: 'stays the same as long as the line is kept' }),
  time: Type.String({ description: 'RFC 3339 in UTC, with the precision of the source' }),
  level: literals(logLevels),
  identity: Type.String({ description: 'of who wrote it, like container:shop; empty where that is not known' }),
  source: Type.String({ description: 'where it was read: the path of a file, kmsg' }),
  message: Type.String({ description: 'the whole line, without secrets' }),
  attributes: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
});
export type LogRecord = Static<typeof LogRecord>;

const logMoment = Type.String({ minLength: 1, maxLength: 40, description: 'RFC 3339, or milliseconds since the epoch' });
const LogWindow = { from: Type.Optional(logMoment), to: Type.Optional(logMoment) };
const logQuery = Type.Optional(
  Type.String({ maxLength: 2000, description: 'words and comparisons, like level>=warn app=checkout "connection refused" -debug' }),
);

export const LogsQuery = Type.Object(
  {
    ...LogWindow,
    query: logQuery,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 512, description: 'what `next` was: it carries its window, and from and to beside it mean nothing' })),
  },
  { additionalProperties: false },
);

export const Logs = Type.Object({
  records: Type.Array(LogRecord, { description: 'newest first' }),
  next: Type.Optional(Type.String({ description: 'the cursor of the older ones; absent where there are none' })),
});
export type Logs = Static<typeof Logs>;

export const LogHistogramQuery = Type.Object(
  { ...LogWindow, query: logQuery, buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })) },
  { additionalProperties: false },
);

export const LogHistogram = Type.Object({
  total: Type.Integer({ description: 'of what is kept, exact' }),
  lost: Type.Integer({ description: 'lines that were read and that their agent had to drop, whatever they held' }),
  buckets: Type.Array(
    Type.Object({
      from: Moment,
      to: Moment,
      counts: Type.Record(Type.String(), Type.Integer(), { description: 'by level; a level without lines is left out' }),
      lost: Type.Integer(),
    }),
  ),
});
export type LogHistogram = Static<typeof LogHistogram>;
