import { type AlertmanagerClient, type NewSilence, reloads, type ToldAlert } from './alertmanager-client.ts';
import { oneOf } from './matcher-text.ts';

/** Inhibitions are known again within milliseconds; the groups of ten thousand alerts are flushed within seconds. */
const silentMs = 10_000;
/** A label with more values tells too little for its length. */
const mostValues = 100;

/** One that matches all of these, and as few others as their labels allow. */
function silenceOf(held: readonly ToldAlert[]): NewSilence {
  const names = [...new Set(held.flatMap(({ labels }) => Object.keys(labels)))];
  const values = names.map((name) => ({ name, values: [...new Set(held.map(({ labels }) => labels[name] ?? ''))] }));
  const told = values.filter((one) => one.name === 'alertname' || one.values.length <= mostValues);
  const nowMs = Date.now();
  return {
    matchers: told.map((one) => ({ name: one.name, value: oneOf(one.values), isRegex: true, isEqual: true })),
    startsAt: new Date(nowMs).toISOString(),
    endsAt: new Date(nowMs + silentMs).toISOString(),
    createdBy: reloads,
    comment: 'what others hold back, while Alertmanager reads its configuration',
  };
}

async function silenceHeld(client: Pick<AlertmanagerClient, 'alerts' | 'addSilence'>): Promise<void> {
  const held = (await client.alerts()).filter(({ status }) => status.inhibitedBy.length > 0);
  if (held.length > 0) await client.addSilence(silenceOf(held));
}

/**
 * Has Alertmanager take its configuration anew. With the new one it looks at once at every group that is older than it waits,
 * perhaps before it knows again what holds an alert back (0.25 told of such in one reload of five): for that time they are silenced.
 * Where that fails, it takes the configuration all the same: one message too many is better.
 */
export async function reload(client: Pick<AlertmanagerClient, 'alerts' | 'addSilence' | 'reload'>, onUnsilenced: (error: unknown) => void): Promise<void> {
  await silenceHeld(client).catch(onUnsilenced);
  await client.reload();
}
