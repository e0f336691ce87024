import type { Doctor } from '#contract/routes.ts';
import type { Refresher } from '../answers/refresher.ts';
import type { Handlers } from './handlers.ts';

export const doctorRoutes = (doctor: Refresher<Doctor>): Pick<Handlers, 'GET /api/doctor'> => ({
  'GET /api/doctor': () => doctor.get(),
});
