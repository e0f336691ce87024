import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { AlertmanagerWebhook, GrafanaWebhook, WebhookTaken } from '#contract/webhooks.ts';
import { inTurn } from '../in-turn.ts';
import { badInput } from '../problem.ts';
import type { AlertStore, Document } from '../store/alerts/alert-store.ts';
import { fingerprintOf } from './fingerprint.ts';
import { isTrial } from './trial.ts';

/** Alerts of others, which tell of them by webhooks. */

const LabelSet = Type.Record(Type.String(), Type.String());
const IncomingAlert = Type.Object({
  id: Type.String({ description: 'Alertmanager’s fingerprint of its labels, ours: what a sender claims is not believed' }),
  source: Type.Enum(['alertmanager', 'grafana']),
  labels: LabelSet,
  annotations: LabelSet,
  sinceMs: Type.Number(),
  newsMs: Type.Number({ description: 'when it was last told of' }),
  value: Type.Union([Type.Number(), Type.Null()]),
});
export type IncomingAlert = Static<typeof IncomingAlert>;
const isIncoming = Compile(IncomingAlert);
const isOwn = Compile(Type.Object({ source: Type.Literal('sonde') }));

type Sent = AlertmanagerWebhook['alerts'][number] | GrafanaWebhook['alerts'][number];

export interface IncomingOptions {
  readonly store: Pick<AlertStore, 'documents' | 'change'>;
  readonly onDropped: (count: number) => void;
}

/** Of all senders together: of more, those that were told of longest ago go. */
const mostAlerts = 5000;
/** A sender that repeats itself daily, as ours does, has an hour to spare. */
const forgottenMs = 25 * 3_600_000;

/** One that is over may still come back: who repeats it heard of its end only then. */
const oursMs = 3_600_000;

function momentOf(field: string, text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw badInput(field, 'a moment as RFC 3339', `${field} is "${text.slice(0, 40)}", which is no moment`);
  return ms;
}

function numberOf(sent: Sent): number | null {
  const values = 'values' in sent && sent.values ? Object.values(sent.values) : [];
  const told = sent.annotations?.value;
  const number = values.find(Number.isFinite) ?? (told === undefined || told.trim() === '' ? Number.NaN : Number(told));
  return Number.isFinite(number) ? number : null;
}

const isSame = (a: IncomingAlert, b: IncomingAlert) =>
  a.sinceMs === b.sinceMs && a.value === b.value && JSON.stringify(a.annotations) === JSON.stringify(b.annotations);

/** What a webhook changes: nothing is changed before all of it is read. */
interface Change {
  readonly put: Map<string, IncomingAlert>;
  readonly remove: Set<string>;
  readonly told: { taken: number; known: number; own: number };
}

function readAlert(source: IncomingAlert['source'], sent: Sent, { index, nowMs }: { readonly index: number; readonly nowMs: number }): IncomingAlert {
  const { labels, annotations = {}, startsAt } = sent;
  const sinceMs = Math.min(nowMs, momentOf(`alerts.${index}.startsAt`, startsAt));
  return { id: fingerprintOf(labels), source, labels, annotations, sinceMs, newsMs: nowMs, value: numberOf(sent) };
}

/** Those of them that are firing, as far as is known. All are kept when it is said that they were taken. */
export class Incoming {
  readonly #options: IncomingOptions;
  readonly #alerts: Map<string, IncomingAlert>;
  /** When each was seen as ours the last time. */
  readonly #ours = new Map<string, number>();
  /** One webhook after the other. */
  readonly #turn = inTurn();

  private constructor(options: IncomingOptions, kept: readonly Document[]) {
    this.#options = options;
    this.#alerts = new Map(kept.flatMap(({ id, value }) => (isIncoming.Check(value) ? [[id, value]] : [])));
  }

  /** What was Sonde's own before it started is so until it is seen again. */
  static async open(options: IncomingOptions): Promise<Incoming> {
    const { store } = options;
    const [kept, episodes] = await Promise.all([store.documents('incoming'), store.documents('episode')]);
    const incoming = new Incoming(options, kept);
    incoming.see(episodes.flatMap(({ id, value }) => (isOwn.Check(value) ? [id] : [])));
    return incoming;
  }

  firing(): IncomingAlert[] {
    const nowMs = Date.now();
    return [...this.#alerts.values()].filter(({ newsMs }) => nowMs - newsMs <= forgottenMs);
  }

  /** By their ids, those that are Sonde's own now: who sends them back tells nothing new. Another Sonde's have another node, and so other ids. */
  see(ours: Iterable<string>): void {
    const nowMs = Date.now();
    for (const id of ours) this.#ours.set(id, nowMs);
    for (const [id, seenMs] of this.#ours) if (nowMs - seenMs > oursMs) this.#ours.delete(id);
  }

  async takeAlertmanager({ alerts }: AlertmanagerWebhook): Promise<WebhookTaken> {
    return await this.#turn(() => this.#apply('alertmanager', alerts));
  }

  async takeGrafana({ alerts }: GrafanaWebhook): Promise<WebhookTaken> {
    return await this.#turn(() => this.#apply('grafana', alerts));
  }

  async #apply(source: IncomingAlert['source'], sent: readonly Sent[]): Promise<WebhookTaken> {
    const nowMs = Date.now();
    const change: Change = { put: new Map(), remove: new Set(), told: { taken: 0, known: 0, own: 0 } };
    for (const [index, one] of sent.entries()) this.#look(change, one, readAlert(source, one, { index, nowMs }));
    for (const id of this.#surplus(change, nowMs)) {
      change.put.delete(id);
      change.remove.add(id);
    }
    const remove = [...change.remove];
    const put = [...change.put].map(([id, value]) => ({ id, value }));
    if (put.length + remove.length > 0) await this.#options.store.change('incoming', { put, remove });
    for (const [id, alert] of change.put) this.#alerts.set(id, alert);
    for (const id of remove) this.#alerts.delete(id);
    return change.told;
  }

  /** A trial is nobody's alert, whichever Sonde it came from. */
  #isOwn({ id, labels }: IncomingAlert): boolean {
    return this.#ours.has(id) || isTrial(labels);
  }

  #look({ put, remove, told }: Change, { status }: Sent, next: IncomingAlert): void {
    const { id } = next;
    const known = put.get(id) ?? (remove.has(id) ? undefined : this.#alerts.get(id));
    if (this.#isOwn(next)) told.own += 1;
    else if (status === 'resolved') {
      told[known === undefined ? 'known' : 'taken'] += 1;
      put.delete(id);
      if (this.#alerts.has(id)) remove.add(id);
    } else {
      told[known !== undefined && isSame(known, next) ? 'known' : 'taken'] += 1;
      remove.delete(id);
      put.set(id, next);
    }
  }

  /** Beyond the bound, and those that nobody told of for long. */
  #surplus({ put, remove }: Change, nowMs: number): string[] {
    const all = [...new Map([...this.#alerts, ...put]).values()].filter(({ id }) => !remove.has(id)).sort((a, b) => a.newsMs - b.newsMs);
    const old = all.filter(({ newsMs }) => nowMs - newsMs > forgottenMs);
    const beyond = all.slice(old.length, Math.max(old.length, all.length - mostAlerts));
    if (beyond.length > 0) this.#options.onDropped(beyond.length);
    return [...old, ...beyond].map(({ id }) => id);
  }
}
