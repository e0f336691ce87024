import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ServerConfig } from '#contract/children.ts';
import { portOf } from '#contract/listeners.ts';
import type { TestResult } from '#contract/receivers.ts';
import { inTurn } from '../in-turn.ts';
import type { OwnMetrics } from '../own-metrics.ts';
import { ProblemError } from '../problem.ts';
import { sqliteAlerts } from '../store/alerts/sqlite-alerts.ts';
import type { RecordStore } from '../store/store.ts';
import type { IsOnMap } from './about.ts';
import { alertmanagerClient } from './alertmanager-client.ts';
import { type CurrentAlerts, currentAlerts } from './alerts.ts';
import { isDelivered, sendOnce } from './deliver.ts';
import { type Outbox, outbox } from './deliveries.ts';
import { checkDestination } from './destination.ts';
import { fingerprintOf } from './fingerprint.ts';
import { ForbiddenAddress } from './forbidden.ts';
import { Incoming } from './incoming.ts';
import { readAtStart } from './read-at-start.ts';
import { type KnownReceiver, type Receivers, receivers } from './receivers.ts';
import { type Routing, routing } from './routed.ts';
import { sampleNotification, shapedFor } from './shapes.ts';
import { type Silences, silences } from './silences.ts';
import { attemptLabel, trialLabel, trialName } from './trial.ts';
import { type Windows, windows } from './windows.ts';

export interface Alerting extends AsyncDisposable {
  readonly alerts: CurrentAlerts;
  /** Where an Alertmanager of somebody’s own is, which decides who is told; undefined where Sonde’s is. */
  readonly foreign: string | undefined;
  readonly silences: Silences;
  readonly windows: Windows;
  readonly receivers: Receivers;
  readonly outbox: Outbox;
  /** Alerts of others. */
  readonly incoming: Incoming;
  /** Sends one alert to one receiver, once. */
  test(name: string): Promise<TestResult>;
}

export interface AlertingOptions {
  readonly config: ServerConfig;
  readonly records: Pick<RecordStore, 'append'>;
  readonly metrics: OwnMetrics;
  readonly isOnMap: IsOnMap;
  readonly onFailure: (what: string) => (error: unknown) => void;
}

const trialMs = 60_000;

/** Of one that Alertmanager goes to itself, only its log knows what came of it. */
async function tryNative({ name, to }: KnownReceiver, client: ReturnType<typeof alertmanagerClient>, foreign: string | undefined): Promise<TestResult> {
  const begun = performance.now();
  const tookSeconds = () => (performance.now() - begun) / 1000;
  try {
    // What it was when it was added may not be what its name means now.
    await checkDestination(to);
  } catch (error) {
    if (error instanceof ForbiddenAddress) return { accepted: false, says: error.message, tookSeconds: tookSeconds() };
    throw error;
  }
  // It would tell whom it tells by default.
  if (foreign !== undefined) {
    return { accepted: false, says: `not sent: the Alertmanager at ${foreign} decides who is told, and does not know ${name}`, tookSeconds: tookSeconds() };
  }
  const labels = { alertname: trialName, severity: 'none', [trialLabel]: name, [attemptLabel]: randomUUID() };
  const annotations = { summary: 'A test from Sonde: nothing is wrong.' };
  await client.addAlert({ labels, annotations, endsAt: new Date(Date.now() + trialMs).toISOString() });
  return { accepted: true, says: 'handed to Alertmanager, which sends it', tookSeconds: tookSeconds() };
}

async function tryDelivered({ name, to }: KnownReceiver, version: string): Promise<TestResult> {
  if (!isDelivered(to)) throw new Error(`a ${to.kind} is none of the server’s`);
  const body = shapedFor(to, JSON.stringify(sampleNotification(name, trialName, { [trialLabel]: name })));
  const { outcome, attempt } = await sendOnce(to, { id: randomUUID(), body, version, isGuarded: true });
  const says = attempt.status === null ? attempt.says : `it answered ${attempt.status}${attempt.says === '' ? '' : `: ${attempt.says}`}`;
  return { accepted: outcome === 'delivered', says, tookSeconds: attempt.tookSeconds };
}

/** The store, what routes notifications, and those who are told. */
async function told({ config, metrics, onFailure }: AlertingOptions, client: ReturnType<typeof alertmanagerClient>) {
  const { alerting, tls, dataDir, version } = config;
  const { store, checkWhole } = readAtStart(sqliteAlerts(join(dataDir, 'alerts.db')), onFailure('what is kept of alerts could not be read'));
  const onAway = onFailure('Alertmanager is away: it reads its configuration when it is back');
  const onUnsilenced = onFailure('Alertmanager did not take the silence for the time in which it reads its configuration: what is held back may be told');
  const written: Routing = routing({ alerting, certificate: tls?.cert, client, onFailure: onAway, onUnsilenced });
  const apply = async (routed: Parameters<Routing['apply']>[0]) => {
    checkWhole();
    await written.apply(routed);
  };
  // Each change is applied with what the other kind has: one turn for both.
  const turn = inTurn();
  const known: Receivers = await receivers(alerting, store, (next) => apply({ receivers: next, windows: recurring.all() }), turn);
  const recurring: Windows = await windows(store, (next) => apply({ receivers: known.known(), windows: next }), turn);
  await apply({ receivers: known.known(), windows: recurring.all() }).catch(onFailure('Alertmanager goes on with the configuration that it has'));
  const incoming = await Incoming.open({ store, onDropped: (count) => metrics.incomingDropped.inc(count) });
  const sent = outbox({
    store,
    version,
    receiverOf: known.find,
    onTaken: ({ alerts }) => incoming.see(alerts.map(({ labels }) => fingerprintOf(labels))),
    onAttempt: (outcome) => metrics.deliveryAttempts.inc({ outcome }),
    onEnd: (outcome) => metrics.deliveries.inc({ outcome }),
    onFailure: onFailure('notifications could not be sent'),
  });
  return { store, incoming, receivers: known, windows: recurring, outbox: sent };
}

/** Who changes a window sees what came of it. */
function telling({ all, set, remove }: Windows, { live }: CurrentAlerts): Windows {
  const then = async <T>(done: Promise<T>): Promise<T> => {
    const result = await done;
    await live.refresh().catch(() => undefined);
    return result;
  };
  return { all, set: (input, id) => then(set(input, id)), remove: (id) => then(remove(id)) };
}

export async function openAlerting(options: AlertingOptions): Promise<Alerting> {
  const { config, records, metrics, isOnMap, onFailure } = options;
  const { url, isOurs } = config.alerting.alertmanager;
  const foreign = isOurs ? undefined : url;
  const client = alertmanagerClient(config.alerting.alertmanager);
  const { store, incoming, receivers: known, windows: recurring, outbox: sent } = await told(options, client);
  const alerts = await currentAlerts({
    node: config.node,
    prometheusUrl: config.prometheusUrl,
    client,
    store,
    records,
    windows: recurring.all,
    incoming,
    externalLabels: config.alerting.externalLabels,
    isOnMap,
    besidePort: foreign === undefined ? portOf(new URL(url)) : undefined,
    onLost: (count) => metrics.alertChangesLost.inc(count),
    onFailure: onFailure('what became of alerts waits on this disk until the events take it'),
    onUnasked: onFailure('the alerts could not be asked for'),
  });
  return {
    alerts,
    foreign,
    incoming,
    silences: silences(client, alerts),
    windows: telling(recurring, alerts),
    receivers: known,
    outbox: sent,
    test: async (name) => {
      const receiver = known.find(name);
      if (receiver === undefined) throw new ProblemError(404, `there is no receiver ${name}`);
      if (isDelivered(receiver.to)) return await tryDelivered(receiver, config.version);
      return await tryNative(receiver, client, foreign);
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([alerts.stop(), sent.stop()]);
      await store[Symbol.asyncDispose]();
    },
  };
}
