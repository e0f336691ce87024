import { createHash, randomUUID } from 'node:crypto';
import type { Static } from 'typebox';
import type { Deliveries, DeliveriesQuery, DeliveryState } from '#contract/deliveries.ts';
import type { AlertmanagerWebhook } from '#contract/webhooks.ts';
import { ProblemError } from '../problem.ts';
import type { AlertStore, DueDelivery, KeptDelivery } from '../store/alerts/alert-store.ts';
import { iso } from '../topology/window.ts';
import { isDelivered, type Outcome, sendOnce } from './deliver.ts';
import type { KnownReceiver } from './receivers.ts';
import { shapedFor } from './shapes.ts';

export interface DeliveriesOptions {
  readonly store: AlertStore;
  readonly version: string;
  /** Undefined where there is none of that name any more. */
  readonly receiverOf: (name: string) => KnownReceiver | undefined;
  /** Before it is sent. */
  readonly onTaken: (notification: AlertmanagerWebhook) => void;
  readonly onAttempt: (outcome: 'ok' | 'failed') => void;
  readonly onEnd: (outcome: 'delivered' | 'given_up') => void;
  readonly onFailure: (error: unknown) => void;
}

export interface Outbox {
  /** Kept when this resolves; sent then, and again until the receiver has it. */
  take(receiver: string, notification: AlertmanagerWebhook, body: string): Promise<void>;
  list(query: Static<typeof DeliveriesQuery>): Promise<Deliveries>;
  stop(): Promise<void>;
}

const firstPauseMs = 1000;
const longestPauseMs = 15 * 60_000;
const mostAgeMs = 24 * 3_600_000;
/** Longer than anything waits, so that a clock that was set does not stop it. */
const longestRestMs = 60_000;
const shortestRestMs = 50;
const namesShown = 8;
const longestSummary = 300;

/** Doubles, with a fifth of it by chance, so that receivers that come back are not asked by all at once. */
const pauseAfter = (attempts: number) => Math.min(longestPauseMs, firstPauseMs * 2 ** attempts) * (0.9 + Math.random() * 0.2);

const restUntil = (nextMs: number | null) => (nextMs === null ? longestRestMs : Math.min(longestRestMs, Math.max(shortestRestMs, nextMs - Date.now())));

function stateAfter(outcome: Outcome, { atMs }: DueDelivery): DeliveryState {
  if (outcome === 'delivered') return 'delivered';
  const isLast = outcome === 'refused' || Date.now() - atMs > mostAgeMs;
  return isLast ? 'given_up' : 'waiting';
}

function hostOf(receiver: KnownReceiver | undefined): string {
  return receiver !== undefined && isDelivered(receiver.to) ? new URL(receiver.to.url).host : '';
}

/** What the list of deliveries says of it. */
function inShort({ status, alerts, commonAnnotations }: AlertmanagerWebhook) {
  const names = [...new Set(alerts.map(({ labels }) => labels.alertname ?? ''))].slice(0, namesShown);
  const first = alerts.find((alert) => alert.status === status) ?? alerts[0];
  const summary = (commonAnnotations.summary ?? first?.annotations?.summary ?? '').slice(0, longestSummary);
  return { status, names, alerts: alerts.length, summary };
}

export function outbox({ store, version, receiverOf, onTaken, onAttempt, onEnd, onFailure }: DeliveriesOptions): Outbox {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const giveUp = async (id: string, says: string) => {
    await store.attempted({ id, attempt: { atMs: Date.now(), status: null, says, tookSeconds: 0 }, state: 'given_up', nextMs: null });
    onEnd('given_up');
  };
  const send = async (delivery: DueDelivery) => {
    const { id, receiver, body } = delivery;
    const { to, fromConfig } = receiverOf(receiver) ?? {};
    if (to === undefined || !isDelivered(to)) return await giveUp(id, 'there is no receiver of this name any more');
    const { outcome, attempt } = await sendOnce(to, { id, body: shapedFor(to, body), version, isGuarded: fromConfig !== true });
    onAttempt(outcome === 'delivered' ? 'ok' : 'failed');
    const state = stateAfter(outcome, delivery);
    await store.attempted({ id, attempt, state, nextMs: state === 'waiting' ? Math.round(Date.now() + pauseAfter(delivery.attempts)) : null });
    if (state !== 'waiting') onEnd(state);
  };
  /** Until nothing is due; answers how long to rest. */
  const work = async (): Promise<number> => {
    const { givenUp } = await store.prune(Date.now());
    for (let count = 0; count < givenUp; count += 1) onEnd('given_up');
    while (!stopped) {
      again = false;
      const { deliveries, nextMs } = await store.due(Date.now());
      await Promise.all(deliveries.map(send));
      if (deliveries.length === 0 && !again) return restUntil(nextMs);
    }
    return longestRestMs;
  };
  const wake = () => {
    again = true;
    if (stopped || working !== undefined) return;
    clearTimeout(timer);
    working = work()
      .catch((error: unknown) => {
        onFailure(error);
        return longestRestMs;
      })
      .then((restMs) => {
        working = undefined;
        if (!stopped) timer = setTimeout(wake, restMs).unref();
      });
  };
  wake();
  return {
    take: async (receiver, notification, body) => {
      if (receiverOf(receiver) === undefined) throw new ProblemError(404, `there is no receiver ${receiver}`);
      onTaken(notification);
      const hash = createHash('sha256').update(body).digest('base64url');
      const isNew = await store.enqueue({ id: randomUUID(), receiver, atMs: Date.now(), ...inShort(notification), body, hash, group: notification.groupKey });
      if (isNew) wake();
    },
    list: async ({ state, receiver, limit = 100, cursor }) => {
      const asked = { ...(state && { state }), ...(receiver && { receiver }), ...(cursor && { beforeSeq: Number(cursor) }), limit: limit + 1 };
      const { deliveries, waiting } = await store.deliveries(asked);
      const shown = deliveries.slice(0, limit);
      const next = deliveries.length > limit ? shown.at(-1) : undefined;
      return { waiting, deliveries: shown.map((one) => shownOf(one, receiverOf)), ...(next && { next: String(next.seq) }) };
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await working;
    },
  };
}

function shownOf({ seq: _, atMs, nextMs, lastAttempts, ...kept }: KeptDelivery, receiverOf: DeliveriesOptions['receiverOf']): Deliveries['deliveries'][number] {
  return {
    ...kept,
    names: [...kept.names],
    host: hostOf(receiverOf(kept.receiver)),
    at: iso(atMs),
    nextAt: nextMs === null ? null : iso(nextMs),
    lastAttempts: lastAttempts.map(({ atMs: attemptMs, ...attempt }) => ({ at: iso(attemptMs), ...attempt })),
  };
}
