import { type Static, Type } from 'typebox';
import { Moment } from './reply.ts';
import { literals, nullable } from './schema.ts';

const deliveryStates = ['waiting', 'delivered', 'given_up'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

const Attempt = Type.Object({
  at: Moment,
  status: nullable(Type.Integer({ description: 'of HTTP; null where no answer came' })),
  says: Type.String(),
  tookSeconds: Type.Number(),
});

/** One notification on its way to one receiver. */
const Delivery = Type.Object({
  id: Type.String({ description: 'also in the header Sonde-Delivery, the same at each attempt' }),
  receiver: Type.String(),
  host: Type.String({ description: 'where it goes' }),
  at: Moment,
  state: literals(deliveryStates),
  status: literals(['firing', 'resolved'] as const),
  names: Type.Array(Type.String(), { maxItems: 8, description: 'of its alerts' }),
  alerts: Type.Integer(),
  summary: Type.String({ description: 'of its alerts, or of the first where they differ; empty where none has one' }),
  attempts: Type.Integer(),
  lastAttempts: Type.Array(Attempt, { maxItems: 5, description: 'newest first' }),
  nextAt: nullable(Moment),
});

export const DeliveriesQuery = Type.Object(
  {
    state: Type.Optional(literals(deliveryStates)),
    receiver: Type.Optional(Type.String({ maxLength: 128 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    cursor: Type.Optional(Type.String({ pattern: '^\\d{1,16}$', description: 'what `next` was' })),
  },
  { additionalProperties: false },
);
export const Deliveries = Type.Object({
  waiting: Type.Integer(),
  deliveries: Type.Array(Delivery, { description: 'newest first' }),
  next: Type.Optional(Type.String()),
});
export type Deliveries = Static<typeof Deliveries>;
