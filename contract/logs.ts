import { type Static, Type } from 'typebox';
import { asked, contextQuery, orderOf, shareQuery, window } from './found.ts';
import { logLevels } from './log-levels.ts';
import { logLosses } from './log-losses.ts';
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
  pattern: Type.Optional(Type.String({ description: 'of lines that differ in their variables only: one id for all of them' })),
});
export type LogRecord = Static<typeof LogRecord>;

export const LogsQuery = Type.Object(
  {
    ...asked,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    order: orderOf('newest'),
    cursor: Type.Optional(
      Type.String({ maxLength: 512, description: 'what `next` was: it carries its window and its order, and from, to and order beside it mean nothing' }),
    ),
  },
  { additionalProperties: false },
);

export const Logs = Type.Object({
  records: Type.Array(LogRecord, { description: 'in the order that was asked for' }),
  next: Type.Optional(Type.String({ description: 'the cursor of those that follow; absent where there are none' })),
  stoppedAt: Type.Optional(
    Type.String({ format: 'date-time', description: 'where the page is short because it took too long: how far was looked; `next` goes on from there' }),
  ),
});
export type Logs = Static<typeof Logs>;

export const LogLossesQuery = Type.Object(window, { additionalProperties: false });

const LogLoss = Type.Object({
  from: Moment,
  to: Moment,
  node: Type.String({ description: 'the host that lost them; empty where that is not known any more' }),
  lines: Type.Integer(),
  reason: literals(logLosses),
});
export type LogLoss = Static<typeof LogLoss>;

export const LogLosses = Type.Object({ losses: Type.Array(LogLoss, { description: 'the newest first, at most 500' }) });

export const LogHistogramQuery = Type.Object(
  { ...asked, buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })) },
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

/** A line of `GET /api/logs/histogram/progress`: the histogram so far; the last one is whole. */
export const LogProgress = Type.Object({
  countedFrom: Type.String({ format: 'date-time', description: 'every line since then is counted' }),
  share: Type.Number({ description: 'of the window, from 0 to 1' }),
  histogram: LogHistogram,
});
export type LogProgress = Static<typeof LogProgress>;

const shared = ['level', 'app', 'ns', 'kind', 'source', 'node', 'pattern'] as const;
export const LogShareQuery = shareQuery(literals(shared));

export const LogPatternsQuery = Type.Object(
  {
    ...asked,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 20 })),
    order: Type.Optional(literals(['most', 'changed'] as const, 'which come first: those with the most lines, unless those that changed most are asked for')),
    buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'tells the lines of each over time, in so many parts of the window' })),
  },
  { additionalProperties: false },
);

export const LogPatterns = Type.Object({
  total: Type.Integer({ description: 'of all lines that match, exact' }),
  patterns: Type.Array(
    Type.Object({
      pattern: Type.String({ description: 'its id, as `pattern=` finds it' }),
      template: Type.Optional(Type.String({ description: 'what its lines have in common, with <*> where they differ; absent where it is not known' })),
      level: literals(logLevels),
      count: Type.Integer({ description: 'exact' }),
      share: Type.Number({ description: 'of the total, from 0 to 1' }),
      before: Type.Optional(
        Type.Integer({ description: 'its lines in as much time before the window; absent where that was not asked for, or nothing is kept of then' }),
      ),
      overTime: Type.Optional(Type.Array(Type.Integer(), { description: 'its lines in each part of the window' })),
      first: Type.String({ format: 'date-time', description: 'time of its first line in the window' }),
      last: Type.String({ format: 'date-time', description: 'time of its last line in the window' }),
      sample: Type.Optional(
        Type.Object(
          { id: LogRecord.properties.id, identity: LogRecord.properties.identity, source: LogRecord.properties.source, message: Type.String() },
          { description: 'its last line, and the beginning of what it says; absent where that went meanwhile' },
        ),
      ),
    }),
    { description: 'in the order that was asked for' },
  ),
  others: Type.Object({ patterns: Type.Integer({ description: 'how many more there are' }), count: Type.Integer() }),
  without: Type.Integer({ description: 'lines that have no pattern' }),
});
export type LogPatterns = Static<typeof LogPatterns>;

export const LogContextQuery = contextQuery(literals(['source', 'all'] as const, 'source: lines of the same file, as is usual; all: of everyone'));

export const LogContext = Type.Object({ before: Type.Array(LogRecord), record: LogRecord, after: Type.Array(LogRecord) }, { description: 'oldest first' });
export type LogContext = Static<typeof LogContext>;

/** What a live stream with `query` sends as `event: lines`: first of all none, so that who asks for a list then misses nothing between both. */
const LogTail = Type.Object({
  records: Type.Array(LogRecord, { description: 'as they came' }),
  dropped: Type.Integer({ description: 'how many that match came before these and were too many, or too fast for the reader' }),
});
export type LogTail = Static<typeof LogTail>;
