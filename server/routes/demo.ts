import type { DemoSwitches } from '../demo/switches.ts';
import type { Handlers } from './handlers.ts';

export const demoRoutes = (demo: DemoSwitches): Pick<Handlers, 'GET /api/demo' | 'POST /api/demo/faults/:name/:to'> => ({
  'GET /api/demo': async () => demo.state(),
  'POST /api/demo/faults/:name/:to': ({ params: { name, to } }) => demo.turn(name, to === 'on'),
});
