import { type Static, Type } from 'typebox';
import { route } from './route.ts';
import { literals } from './schema.ts';

/** Something that goes wrong in the demo for as long as it is on. */
const DemoFault = Type.Object({
  name: Type.String(),
  does: Type.String({ description: 'what goes wrong, in words' }),
  look: Type.String({ description: 'where it is seen' }),
  alerts: Type.Array(Type.String(), { description: 'names of the alerts that tell of it' }),
  on: Type.Boolean(),
  problem: Type.String({ description: 'why it is on and does nothing; empty where it does what it should' }),
});
export type DemoFault = Static<typeof DemoFault>;

export const Demo = Type.Object({ faults: Type.Array(DemoFault) });
export type Demo = Static<typeof Demo>;

/** Between server and supervisor, over IPC: how the demo is, and what is asked of it. */
export const DemoTold = Type.Object({ demo: Demo });
export const DemoAsked = Type.Object({ fault: Type.String(), on: Type.Boolean() });

export const demoRoutes = {
  'GET /api/demo': route('/api/demo', 'What can go wrong in the demo; nothing where none runs.', { reply: Demo }),
  'POST /api/demo/faults/:name/:to': route('/api/demo/faults/:name/:to', 'Turns a fault of the demo on or off; 404 where none runs.', {
    method: 'POST',
    params: Type.Object({ name: Type.String({ maxLength: 64 }), to: literals(['on', 'off'] as const) }),
    reply: Demo,
  }),
} as const;
