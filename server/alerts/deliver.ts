import { createHmac } from 'node:crypto';
import type { Target } from '#contract/receivers.ts';
import type { Attempt } from '../store/alerts/alert-store.ts';
import { ForbiddenAddress } from './forbidden.ts';
import { post } from './post.ts';

export interface Outgoing {
  readonly id: string;
  readonly body: string;
  readonly version: string;
  /** Of a receiver that was added through the API. */
  readonly isGuarded: boolean;
}

export type Delivered = Target & { readonly kind: 'webhook' | 'teams' | 'custom' };

/** Whether the server has to deliver it: to all others Alertmanager goes itself. */
export const isDelivered = (to: Target): to is Delivered => to.kind === 'webhook' || to.kind === 'teams' || to.kind === 'custom';

const timeoutMs = 10_000;
const mostSaid = 200;

/** What a receiver checks: that the text after the timestamp came from who has the secret, and not long ago. */
export function signature(secret: string, timestamp: number, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}

/** Of a card, Microsoft could not check who signed it. */
function headersOf(to: Delivered, { id, version, body }: Outgoing, nowMs: number): Record<string, string> {
  const timestamp = Math.floor(nowMs / 1000);
  const signed = to.kind !== 'teams' && to.secret !== undefined && { 'sonde-signature': signature(to.secret, timestamp, body) };
  const own = to.kind === 'custom' ? (to.headers ?? {}) : {};
  return {
    ...own,
    'content-type': 'application/json',
    'user-agent': `Sonde/${version}`,
    'sonde-delivery': id,
    'sonde-timestamp': String(timestamp),
    ...signed,
  };
}

/** What kind of end an attempt is: answered well, not now, or never with this body. */
export type Outcome = 'delivered' | 'again' | 'refused';

/** A receiver that is being set up may answer anything; these say that the body itself is wrong. */
const refusals = new Set([400, 413, 415, 422]);

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'delivered';
  return refusals.has(status) ? 'refused' : 'again';
}

/** Sends it once. */
export async function sendOnce(to: Delivered, outgoing: Outgoing): Promise<{ readonly outcome: Outcome; readonly attempt: Attempt }> {
  const atMs = Date.now();
  const begun = performance.now();
  const ended = (status: number | null, says: string): Attempt => ({
    ...{ atMs, status, says: says.trim().slice(0, mostSaid) },
    tookSeconds: (performance.now() - begun) / 1000,
  });
  const { body, isGuarded } = outgoing;
  try {
    const { status, text } = await post({ url: to.url, headers: headersOf(to, outgoing, atMs), body, timeoutMs, isGuarded });
    return { outcome: outcomeOf(status), attempt: ended(status, text) };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { outcome: error instanceof ForbiddenAddress ? 'refused' : 'again', attempt: ended(null, says) };
  }
}
