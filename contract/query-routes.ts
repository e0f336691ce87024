import { Type } from 'typebox';
import { momentInput } from './reply.ts';
import { route } from './route.ts';

const PromQuery = { query: Type.String({ minLength: 1, maxLength: 8192 }) };
/** Prometheus' own answer (`status`, `data`), passed on. */
const PromReply = Type.Object({ status: Type.String(), data: Type.Unknown() });

export const queryRoutes = {
  'GET /api/query': route('/api/query', 'A PromQL instant query, bounded.', {
    query: Type.Object({ ...PromQuery, time: Type.Optional(momentInput) }, { additionalProperties: false }),
    reply: PromReply,
  }),
  'GET /api/query_range': route('/api/query_range', 'A PromQL range query of at most 11,000 points a series, bounded.', {
    query: Type.Object(
      { ...PromQuery, start: momentInput, end: momentInput, step: Type.String({ pattern: '^[0-9.]+(ms|s|m|h|d)?$' }) },
      { additionalProperties: false },
    ),
    reply: PromReply,
  }),
} as const;
