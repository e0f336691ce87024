import { type Static, Type } from 'typebox';
import { identityKinds } from './identity.ts';
import { literals, nullable } from './schema.ts';

/** What many questions and answers have in common. */

export const Moment = Type.String({ format: 'date-time' });

/** RFC 3339, or seconds since the epoch. `to` defaults to now, `from` to 15 minutes before it. */
export const momentInput = Type.String({ minLength: 1, maxLength: 40, description: 'RFC 3339, or seconds since the epoch' });
export const TimeRange = Type.Object({ from: Type.Optional(momentInput), to: Type.Optional(momentInput) }, { additionalProperties: false });

export const Health = Type.Object({
  state: literals(['ok', 'warning', 'critical', 'unknown'] as const),
  reasons: Type.Array(Type.String()),
  /** It is not known because it is new: figures come within seconds, and zeros say nothing until then. */
  justAppeared: Type.Optional(Type.Literal(true)),
  /** It is not known because nobody looked at it in that time. */
  notWatched: Type.Optional(Type.Literal(true)),
});
export type Health = Static<typeof Health>;

export const identityFields = {
  id: Type.String(),
  kind: literals(identityKinds),
  name: Type.String(),
  namespace: Type.Optional(Type.String()),
};

/** `stale` holds the age and the reason when the answer is the last good one, because Prometheus is away. */
export const Stale = nullable(Type.Object({ since: Moment, reason: Type.String() }));

/** How an answer about a window begins. */
export const windowFields = { at: Moment, from: Moment, to: Moment, stale: Stale };

export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  field: Type.Optional(Type.String({ description: 'the input at fault' })),
  allowed: Type.Optional(Type.String({ description: 'what is allowed there' })),
  position: Type.Optional(Type.Integer({ description: 'where in the text of the input, from 0' })),
  length: Type.Optional(Type.Integer({ description: 'how many signs of it' })),
});
export type Problem = Static<typeof Problem>;
