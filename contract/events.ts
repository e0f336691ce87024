import { type Static, Type } from 'typebox';
import { asked, contextQuery, orderOf, shareQuery, window } from './found.ts';
import { Record } from './record.ts';
import { Moment } from './reply.ts';
import { literals } from './schema.ts';

export const EventsQuery = Type.Object(
  {
    ...asked,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    order: orderOf('newest'),
    cursor: Type.Optional(
      Type.String({ maxLength: 4096, description: 'what `next` was: it carries its window, query and order, and those beside it mean nothing' }),
    ),
  },
  { additionalProperties: false },
);

export const Events = Type.Object({
  from: Moment,
  to: Moment,
  records: Type.Array(Record, { description: 'in the order that was asked for' }),
  next: Type.Optional(Type.String({ description: 'the cursor of those that follow; absent where there are none' })),
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

const eventShares = ['type', 'severity', 'app', 'ns', 'kind', 'node', 'object', 'reason'] as const;
export const EventShareQuery = shareQuery(literals(eventShares));

export const EventContextQuery = contextQuery(
  literals(['all', 'identity', 'node'] as const, 'all: events of everyone, as is usual; identity: about the same; node: of the same host'),
);
export const EventContext = Type.Object({ before: Type.Array(Record), record: Record, after: Type.Array(Record) }, { description: 'oldest first' });

/** What a pipeline says of a deploy. */
export const Deploy = Type.Object(
  {
    identity: Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'what was deployed, as the console names it: process:checkout.ts, container:shop, or a name',
    }),
    version: Type.String({ minLength: 1, maxLength: 128 }),
    time: window.from,
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
