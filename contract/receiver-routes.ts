import { Type } from 'typebox';
import { Deliveries, DeliveriesQuery } from './deliveries.ts';
import { DecidedBy, NewReceiver, Receiver, ReceiverInput, receiverName, TestResult } from './receivers.ts';
import { route } from './route.ts';

const params = Type.Object({ name: receiverName });

export const receiverRoutes = {
  'GET /api/receivers': route('/api/receivers', 'Who is told of alerts; no secret is in it.', {
    reply: Type.Object({ decidedBy: DecidedBy, receivers: Type.Array(Receiver) }),
  }),
  'POST /api/receivers': route('/api/receivers', 'Adds a receiver.', { method: 'POST', body: NewReceiver, reply: Receiver }),
  'PUT /api/receivers/:name': route('/api/receivers/:name', 'Changes a receiver.', { method: 'PUT', params, body: ReceiverInput, reply: Receiver }),
  'DELETE /api/receivers/:name': route('/api/receivers/:name', 'Removes a receiver.', {
    method: 'DELETE',
    params,
    reply: Type.Object({ removed: Type.Boolean() }),
  }),
  'POST /api/receivers/:name/test': route('/api/receivers/:name/test', 'Sends a test alert, at once and once.', { method: 'POST', params, reply: TestResult }),
} as const;

export const deliveryRoutes = {
  'GET /api/deliveries': route('/api/deliveries', 'What was sent to whom, and what waits to be sent.', { query: DeliveriesQuery, reply: Deliveries }),
} as const;
