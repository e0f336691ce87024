import { type Static, Type } from 'typebox';
import { literals } from './schema.ts';
import { severities } from './severities.ts';

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
    time: Type.String({ format: 'date-time', description: 'When it happened first, RFC 3339.' }),
    lastTime: Type.Optional(Type.String({ format: 'date-time', description: 'When it happened last, where that is another time.' })),
    node: Type.String({ maxLength: 253 }),
    type: Type.String({ maxLength: 64, description: 'For example tcp.connect_failed, kernel.oom_kill, deploy.' }),
    severity: literals(severities),
    identity: Type.String({ maxLength: 256, description: 'identityId() of whom it is about, or empty.' }),
    object: Type.String({ maxLength: 256, description: 'What it happened to or with: a server and its port, a device, a version; or empty.' }),
    reason: Type.String({ maxLength: 128, description: 'Why, in a word of a closed list: refused, memory limit; or empty.' }),
    message: Type.String({ maxLength: 4096 }),
    attributes: Attributes,
    fingerprint: Type.String({ minLength: 1, maxLength: 64, description: 'The same for what is the same event again.' }),
    count: Type.Integer({ minimum: 1, maximum: 1e12, description: 'How often it happened, at least.' }),
  },
  { additionalProperties: false },
);
export type Record = Static<typeof Record>;

/** What `POST /api/records` takes: at most 1,000 records. */
export const RecordBatch = Type.Object({ records: Type.Array(Record, { maxItems: 1000 }) }, { additionalProperties: false });
export type RecordBatch = Static<typeof RecordBatch>;
