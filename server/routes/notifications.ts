import type { FastifyInstance } from 'fastify';
import { Compile } from 'typebox/compile';
import { AlertmanagerWebhook } from '#contract/webhooks.ts';
import type { Alerting } from '../alerts/alerting.ts';
import { parsedJson } from '../parsed-json.ts';
import { badInput } from '../problem.ts';

/** A thousand alerts with all their words. */
const maxBodyBytes = 16 << 20;
const known = Compile(AlertmanagerWebhook);

/** Where Alertmanager brings what is to be told. The text is kept as it came: what is signed and sent is the same, byte by byte. */
export function notificationRoute(app: FastifyInstance, { outbox }: Pick<Alerting, 'outbox'>): void {
  app.register((scope, _options, done) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { receiver: string } }>(
      '/api/notifications/:receiver',
      { bodyLimit: maxBodyBytes, config: { opens: 'notify' }, schema: { hide: true } },
      async ({ params, body }) => {
        const text = typeof body === 'string' ? body : '';
        const notification = parsedJson(text);
        if (!known.Check(notification)) throw badInput('body', 'a notification of Alertmanager, version 4', 'this is no notification of Alertmanager');
        await outbox.take(params.receiver, notification, text);
        return { taken: true };
      },
    );
    done();
  });
}
