import { createHmac } from 'node:crypto';
import type { Target } from '#contract/receivers.ts';
import { boundedText } from '../bounded-body.ts';
import type { Attempt } from '../store/alerts/alert-store.ts';

export interface Outgoing {
  readonly id: string;
  readonly body: string;
  readonly version: string;
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

function headersOf(to: Delivered, { id, version }: Outgoing, body: string, nowMs: number): Record<string, string> {
  const timestamp = Math.floor(nowMs / 1000);
  const signed = to.kind === 'webhook' && to.secret !== undefined && { 'sonde-signature': signature(to.secret, timestamp, body) };
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

const whyNot = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, mostSaid);
};

/** Sends it once. `body` is what the receiver's kind makes of a notification. */
export async function sendOnce(to: Delivered, outgoing: Outgoing): Promise<{ readonly outcome: Outcome; readonly attempt: Attempt }> {
  const atMs = Date.now();
  const begun = performance.now();
  const ended = (status: number | null, says: string): Attempt => ({ atMs, status, says, tookSeconds: (performance.now() - begun) / 1000 });
  try {
    const { body } = outgoing;
    const headers = headersOf(to, outgoing, body, atMs);
    const response = await fetch(to.url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    const outcome = outcomeOf(response.status);
    const text = outcome === 'delivered' ? '' : ((await boundedText(response, 4096).catch(() => '')) ?? '');
    await response.body?.cancel().catch(() => undefined);
    return { outcome, attempt: ended(response.status, text.trim().slice(0, mostSaid)) };
  } catch (error) {
    return { outcome: 'again', attempt: ended(null, whyNot(error)) };
  }
}
