import { Type } from 'typebox';
import { route } from './route.ts';

/** Plain text in Markdown, to be rendered as text. */
const Runbook = Type.Object({
  name: Type.String(),
  meaning: Type.String({ description: 'what it means' }),
  see: Type.String({ description: 'how to see it in Sonde' }),
  act: Type.String({ description: 'what to do' }),
  ignore: Type.String({ description: 'when to ignore it' }),
});

export const runbookRoutes = {
  'GET /api/runbooks/:name': route('/api/runbooks/:name', 'What to do about an alert.', {
    params: Type.Object({ name: Type.String({ pattern: '^[A-Za-z0-9]{1,64}$' }) }),
    reply: Runbook,
  }),
} as const;
