import { Value } from 'typebox/value';
import type { AlertingConfig } from '#contract/children.ts';
import { NewReceiver, type Receiver, type ReceiverInput } from '#contract/receivers.ts';
import type { InTurn } from '../in-turn.ts';
import { badInput, ProblemError } from '../problem.ts';
import type { AlertStore } from '../store/alerts/alert-store.ts';
import { iso } from '../topology/window.ts';
import { isDelivered } from './deliver.ts';
import { checkInput } from './destination.ts';
import { masked, unmasked } from './secrets.ts';
import { sampleNotification, shapedFor } from './shapes.ts';
import { trialName } from './trial.ts';

export type KnownReceiver = Omit<Receiver, 'lastDelivery'>;

/** Those of the configuration and those that were added here. */
export interface Receivers {
  find(name: string): KnownReceiver | undefined;
  known(): readonly KnownReceiver[];
  list(): Promise<{ receivers: Receiver[] }>;
  add(receiver: NewReceiver): Promise<Receiver>;
  change(name: string, input: ReceiverInput): Promise<Receiver>;
  remove(name: string): Promise<{ removed: boolean }>;
}

const mostReceivers = 64;

type Configured = Pick<AlertingConfig, 'webhooks' | 'signingSecret'>;

/** Told of all that is worth telling. */
function configured({ webhooks, signingSecret }: Configured): KnownReceiver[] {
  return webhooks.map(({ url }, index) => ({
    name: webhooks.length === 1 ? 'webhook' : `webhook ${index + 1}`,
    severities: ['page', 'ticket', 'info'],
    owners: [],
    resolved: true,
    to: { kind: 'webhook', url, secret: signingSecret },
    fromConfig: true,
  }));
}

/** What Alertmanager would read as a template of its own, and what it could not send. */
function check({ to }: ReceiverInput): void {
  if (!isDelivered(to)) {
    if (JSON.stringify(to).includes('{{')) throw badInput('to', 'plain text', 'templates are not taken here');
    return;
  }
  if (to.kind !== 'custom') return;
  const sample = shapedFor(to, JSON.stringify(sampleNotification('sample', trialName)));
  if (!isJson(sample)) throw badInput('to.body', 'a JSON text, with {{summary}} and the like within its strings', 'filled in, the body is no JSON');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type Apply = (receivers: readonly KnownReceiver[]) => Promise<void>;

/** `turn` is of all whose changes are applied together. */
export async function receivers(alerting: Configured, store: AlertStore, apply: Apply, turn: InTurn): Promise<Receivers> {
  const fixed = configured(alerting);
  const documents = await store.documents('receiver');
  let kept: readonly KnownReceiver[] = documents.flatMap(({ value }) => (Value.Check(NewReceiver, value) ? [{ ...value, fromConfig: false }] : []));
  const known = () => [...fixed, ...kept];
  const find = (name: string) => known().find((one) => one.name === name);
  const shown = (receiver: KnownReceiver, last: Receiver['lastDelivery'] = null): Receiver => ({ ...receiver, to: masked(receiver.to), lastDelivery: last });
  const own = (name: string): KnownReceiver => {
    const receiver = find(name);
    if (receiver === undefined) throw new ProblemError(404, `there is no receiver ${name}`);
    if (receiver.fromConfig) throw new ProblemError(409, `${name} is of the configuration’s alerting.webhooks: change it there`);
    return receiver;
  };
  /** Alertmanager first: what it does not take is not kept. */
  const keep = async (next: readonly KnownReceiver[], how: Parameters<AlertStore['change']>[1]) => {
    const before = kept;
    // Alertmanager may tell one at once that it hears of.
    kept = next;
    try {
      await apply([...fixed, ...next]);
      await store.change('receiver', how);
    } catch (error) {
      kept = before;
      throw error;
    }
  };
  const set = async ({ name, ...input }: NewReceiver): Promise<Receiver> => {
    check(input);
    await checkInput(input.to);
    const { fromConfig: _, ...value }: KnownReceiver = { name, ...input, fromConfig: false };
    await keep([...kept.filter((one) => one.name !== name), { ...value, fromConfig: false }], { put: [{ id: name, value }] });
    return shown({ ...value, fromConfig: false });
  };
  return {
    find,
    known,
    list: async () => {
      const last = new Map((await store.lastOf()).map(({ receiver, atMs, state }) => [receiver, { at: iso(atMs), state }]));
      return { receivers: known().map((receiver) => shown(receiver, last.get(receiver.name))) };
    },
    add: (receiver) =>
      turn(async () => {
        if (find(receiver.name) !== undefined) throw new ProblemError(409, `there is a receiver ${receiver.name} already`);
        if (kept.length >= mostReceivers) throw badInput('name', `at most ${mostReceivers} receivers`, `there are ${mostReceivers} receivers: remove one`);
        return await set({ ...receiver, to: unmasked(receiver.to, undefined) });
      }),
    change: (name, input) => turn(async () => await set({ name, ...input, to: unmasked(input.to, own(name).to) })),
    remove: (name) =>
      turn(async () => {
        own(name);
        await keep(
          kept.filter((one) => one.name !== name),
          { remove: [name] },
        );
        return { removed: true };
      }),
  };
}
