import type { Incoming } from '../alerts/incoming.ts';
import { pace } from '../security/pace.ts';
import type { Handlers } from './handlers.ts';

/** An Alertmanager sends one for each of its groups, every minute at most. */
const limits = { burst: 60, perSecond: 10 };

export const webhookRoutes = (incoming: Incoming): Pick<Handlers, 'POST /api/webhooks/alertmanager' | 'POST /api/webhooks/grafana'> => {
  const passes = pace(limits);
  return {
    'POST /api/webhooks/alertmanager': async ({ body }) => {
      passes();
      return await incoming.takeAlertmanager(body);
    },
    'POST /api/webhooks/grafana': async ({ body }) => {
      passes();
      return await incoming.takeGrafana(body);
    },
  };
};
