import { Value } from 'typebox/value';
import type { AlertingConfig } from '#contract/children.ts';
import { NewReceiver, type Receiver } from '#contract/receivers.ts';
import type { AlertStore } from '../store/alerts/alert-store.ts';

type KnownReceiver = Omit<Receiver, 'lastDelivery'>;

/** Those of the configuration: told of all that is worth telling. */
export function configuredReceivers({ webhooks, signingSecret }: Pick<AlertingConfig, 'webhooks' | 'signingSecret'>): KnownReceiver[] {
  return webhooks.map(({ url }, index) => ({
    name: webhooks.length === 1 ? 'webhook' : `webhook ${index + 1}`,
    severities: ['page', 'ticket'],
    owners: [],
    resolved: true,
    to: { kind: 'webhook', url, secret: signingSecret },
    fromConfig: true,
  }));
}

/** Those that were added here. */
export async function keptReceivers(store: Pick<AlertStore, 'documents'>): Promise<KnownReceiver[]> {
  const documents = await store.documents('receiver');
  return documents.flatMap(({ value }) => (Value.Check(NewReceiver, value) ? [{ ...value, fromConfig: false }] : []));
}
