import { type Static, Type } from 'typebox';

/** A bounded map of attributes: semantic-convention names, scalar values. */
const Attributes = Type.Record(Type.String({ maxLength: 128 }), Type.Union([Type.String({ maxLength: 4096 }), Type.Number(), Type.Boolean()]), {
  maxProperties: 64,
});

/**
 * The record envelope: what travels from an agent to a store. Today's only kind is `event`.
 * `id` is deterministic, so that a record which arrives twice is stored once.
 */
export const Record = Type.Object(
  {
    id: Type.String({ minLength: 8, maxLength: 64 }),
    kind: Type.Literal('event'),
    at: Type.String({ format: 'date-time', description: 'When it happened, RFC 3339.' }),
    node: Type.String({ maxLength: 253 }),
    type: Type.String({ maxLength: 64, description: 'For example tcp.connect_failed, collector.failed, agent.started.' }),
    severity: Type.Union([Type.Literal('info'), Type.Literal('warning'), Type.Literal('error')]),
    identity: Type.String({ maxLength: 256, description: 'identityId() of whom it is about, or empty.' }),
    message: Type.String({ maxLength: 4096 }),
    attributes: Attributes,
  },
  { additionalProperties: false },
);
export type Record = Static<typeof Record>;

/** What `POST /api/records` takes: at most 1,000 records. */
export const RecordBatch = Type.Object({ records: Type.Array(Record, { maxItems: 1000 }) }, { additionalProperties: false });
export type RecordBatch = Static<typeof RecordBatch>;
