import { route } from './route.ts';
import { AlertmanagerWebhook, GrafanaWebhook, WebhookTaken } from './webhooks.ts';

export const webhookRoutes = {
  'POST /api/webhooks/alertmanager': route('/api/webhooks/alertmanager', 'Takes alerts of another Alertmanager, version 4; needs the token for webhooks.', {
    method: 'POST',
    body: AlertmanagerWebhook,
    reply: WebhookTaken,
  }),
  'POST /api/webhooks/grafana': route('/api/webhooks/grafana', 'Takes alerts of Grafana; needs the token for webhooks.', {
    method: 'POST',
    body: GrafanaWebhook,
    reply: WebhookTaken,
  }),
} as const;
