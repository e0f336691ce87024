import { type Static, Type } from 'typebox';
import { Record } from './record.ts';
import { Moment } from './reply.ts';

const eventMoment = Type.String({ minLength: 1, maxLength: 40, description: 'RFC 3339, or milliseconds since the epoch' });
const asked = {
  from: Type.Optional(eventMoment),
  to: Type.Optional(eventMoment),
  query: Type.Optional(
    Type.String({ maxLength: 2000, description: 'words and comparisons, like type=tcp.* severity=warning,error "connection refused" -debug' }),
  ),
};

export const EventsQuery = Type.Object(
  {
    ...asked,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    cursor: Type.Optional(Type.String({ maxLength: 4096, description: 'what `next` was: it carries its window and query, and those beside it mean nothing' })),
  },
  { additionalProperties: false },
);

export const Events = Type.Object({
  from: Moment,
  to: Moment,
  records: Type.Array(Record, { description: 'newest first' }),
  next: Type.Optional(Type.String({ description: 'the cursor of the older ones; absent where there are none' })),
});
export type Events = Static<typeof Events>;

export const EventHistogramQuery = Type.Object(
  { ...asked, buckets: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })) },
  { additionalProperties: false },
);

/** What `/api/events` lists, counted by when it began. */
export const EventHistogram = Type.Object({
  total: Type.Integer({ description: 'exact' }),
  buckets: Type.Array(
    Type.Object({
      from: Moment,
      to: Moment,
      counts: Type.Object(
        { info: Type.Optional(Type.Integer()), warning: Type.Optional(Type.Integer()), error: Type.Optional(Type.Integer()) },
        { description: 'by severity; one without events is left out' },
      ),
    }),
  ),
});
export type EventHistogram = Static<typeof EventHistogram>;

/** What a pipeline says of a deploy. */
export const Deploy = Type.Object(
  {
    identity: Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'what was deployed, as the console names it: process:checkout.ts, container:shop, or a name',
    }),
    version: Type.String({ minLength: 1, maxLength: 128 }),
    time: Type.Optional(eventMoment),
    node: Type.Optional(Type.String({ maxLength: 253, description: 'the host; absent: all of them' })),
    outcome: Type.Optional(Type.Unsafe<'started' | 'succeeded' | 'failed'>(Type.Enum(['started', 'succeeded', 'failed']))),
    by: Type.Optional(Type.String({ maxLength: 128, description: 'who or what deployed it' })),
    url: Type.Optional(Type.String({ maxLength: 2048, pattern: '^https?://', description: 'where to read more, over HTTP' })),
    message: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  { additionalProperties: false },
);
export type Deploy = Static<typeof Deploy>;

export const DeployReply = Type.Object({ id: Type.String(), stored: Type.Boolean({ description: 'false where the same was told before' }) });
