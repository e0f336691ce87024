import type { Doctor } from '#contract/routes.ts';
import type { Prepared } from '../answers/prepared.ts';
import type { Refresher } from '../answers/refresher.ts';
import type { Handlers } from './handlers.ts';

export const doctorRoutes = (doctor: Refresher<Prepared<Doctor>>): Pick<Handlers, 'GET /api/doctor'> => ({
  'GET /api/doctor': () => doctor.get(),
});
