import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { type Alert, Alerts } from '#contract/alerts.ts';
import { Demo } from '#contract/demo.ts';
import { eventually } from '../whole/eventually.ts';
import { killChild } from '../whole/kill.ts';
import { getJson, type Sonde } from '../whole/sonde.ts';
import { has, type Receiver, startsTold, tellings } from './webhook.ts';

const firesMs = 150_000;
const resolvesMs = 150_000;
const writtenWithinMs = 60_000;
const poll = 1000;

/** Alerts that come and go in seconds. */
export const quick = ['--for-scale', '0.02', '--scrape-interval-seconds', '3'];

/** What an alert says of a fault. */
interface Expected {
  readonly fault: string;
  readonly labels: Readonly<Record<string, string>> & { readonly alertname: string };
}

const edge = (client: string, server: string) => ({ client, server });

export const refused: Expected = {
  fault: 'refused',
  labels: { alertname: 'EdgeConnectFailures', client: 'checkout.ts', server_port: '8483', severity: 'page', domain: 'network' },
};

/** All but `refused`. */
export const others = ({ data }: Sonde): readonly Expected[] => [
  { fault: 'slow-query', labels: { alertname: 'EdgeLatencyHigh', ...edge('checkout.ts', 'postgres'), severity: 'ticket' } },
  { fault: '5xx', labels: { alertname: 'EdgeRequestErrors', ...edge('storefront.ts', 'checkout.ts'), severity: 'page' } },
  { fault: 'packet-loss', labels: { alertname: 'TcpRetransHigh', ...edge('storefront.ts', 'redis-server'), severity: 'ticket' } },
  { fault: 'dns', labels: { alertname: 'DnsErrorRate', server: 'resolver.ts', severity: 'ticket' } },
  { fault: 'log-storm', labels: { alertname: 'LogStorm', identity: 'storefront.ts', severity: 'ticket' } },
  { fault: 'memory-hog', labels: { alertname: 'ContainerOOMKilled', severity: 'ticket' } },
  { fault: 'cpu-burner', labels: { alertname: 'CPUThrottlingHigh', identity: 'cpu-burner.service', severity: 'info' } },
  { fault: 'full-disk', labels: { alertname: 'NodeFsAlmostFull', mountpoint: join(data, 'up', 'demo', 'disk'), severity: 'page' } },
];

/** What the kernel itself says of `packet-loss`. */
export const dropped: Expected = { fault: 'packet-loss', labels: { alertname: 'PacketDropsReason', reason: 'netfilter_drop', severity: 'ticket' } };

async function alertsOf(sonde: Sonde, state: string): Promise<Alert[]> {
  return (await sonde.get(`/api/alerts?state=${state}&limit=10000`, Alerts)).alerts;
}

const Rules = Type.Object({
  data: Type.Object({ alerts: Type.Array(Type.Object({ labels: Type.Record(Type.String(), Type.String()), state: Type.String() })) }),
});

/** What fires, as Prometheus itself tells. */
async function firingInPrometheus({ ports }: Sonde): Promise<readonly Readonly<Record<string, string>>[]> {
  const { data } = await getJson(`http://127.0.0.1:${ports.prometheus}/api/v1/alerts`, Rules);
  return data.alerts.flatMap(({ labels, state }) => (state === 'firing' ? [labels] : []));
}

export async function turn(sonde: Sonde, { fault }: Expected, to: 'on' | 'off'): Promise<void> {
  const { faults } = await sonde.post(`/api/demo/faults/${fault}/${to}`, Demo);
  assert.equal(faults.find(({ name }) => name === fault)?.on, to === 'on');
}

type Heard = Pick<Receiver, 'messages'>;

/** From Prometheus to the webhook and the server. */
export async function fires(sonde: Sonde, receiver: Heard, expected: Expected): Promise<Alert> {
  const { fault, labels } = expected;
  await eventually(`${fault} in Prometheus`, firesMs, async () => assert.ok((await firingInPrometheus(sonde)).some((one) => has(one, labels))), poll);
  const alert = await eventually(
    `${fault} in /api/alerts`,
    firesMs,
    async () => {
      const firing = await alertsOf(sonde, 'firing');
      return firing.find((one) => has(one.labels, labels)) ?? assert.fail(`firing: ${firing.map(({ name }) => name).join(', ')}`);
    },
    poll,
  );
  assert.deepEqual([alert.name, alert.severity, alert.resolvedAt], [labels.alertname, labels.severity, null]);
  assert.ok(alert.summary !== '' && alert.value !== null && alert.threshold !== null, JSON.stringify(alert));
  await eventually(`a webhook that tells of ${fault}`, firesMs, () => assert.ok(tellings(receiver.messages, 'firing', labels) > 0), poll);
  return alert;
}

export async function resolves(sonde: Sonde, receiver: Heard, expected: Expected): Promise<void> {
  const { fault, labels } = expected;
  await eventually(
    `the end of ${fault} in /api/alerts`,
    resolvesMs,
    async () => {
      assert.ok(!(await alertsOf(sonde, 'firing,inhibited')).some((one) => has(one.labels, labels)), 'it still fires');
      assert.ok(
        (await alertsOf(sonde, 'resolved')).some((one) => has(one.labels, labels)),
        'it is not among the resolved',
      );
    },
    poll,
  );
  await eventually(`a webhook that tells of the end of ${fault}`, resolvesMs, () => assert.ok(tellings(receiver.messages, 'resolved', labels) > 0), poll);
}

/** What the server passes on to who asks it. */
export const passedOn: Readonly<Record<string, string>> = { alertname: 'EdgeRequestErrors', ...edge('nginx', 'storefront.ts') };

/** It fires, and nobody is told, because the alert of what is behind it is. */
export async function isKeptBack(sonde: Sonde, labels: Readonly<Record<string, string>>, by: string): Promise<void> {
  const alert = (await alertsOf(sonde, 'inhibited')).find((one) => has(one.labels, labels));
  assert.deepEqual(
    alert?.inhibitedBy.map(({ name }) => name),
    [by],
  );
}

/** It began once and ended once, and whom it concerns was told of both. */
export function toldOnce({ messages }: Heard, expected: Expected): void {
  const starts = (status: 'firing' | 'resolved') => startsTold(messages, status, expected.labels);
  assert.deepEqual([starts('firing').length, starts('resolved').length], [1, 1], `${expected.fault}: ${JSON.stringify(messages)}`);
}

/** No message says what the one before it of its group said. */
export function saysNothingTwice({ messages, refused: odd }: Receiver): void {
  assert.deepEqual(odd, []);
  for (const [group, told] of Map.groupBy(messages, ({ groupKey, receiver }) => `${receiver} ${groupKey}`)) {
    const texts = told.map(({ alerts }) => JSON.stringify(alerts.map(({ status, fingerprint, startsAt }) => [fingerprint, startsAt, status]).sort()));
    for (const [at, text] of texts.entries()) assert.notEqual(text, texts[at - 1], `${group} was told the same twice`);
  }
}

/** Once Alertmanager has written down whom it told: the end of what it forgot is not told. */
export async function killAlerting(sonde: Sonde): Promise<void> {
  const toldMs = Date.now();
  const writtenMs = () => statSync(join(sonde.data, 'alertmanager', 'nflog')).mtimeMs;
  await eventually('a log of notifications that was written since', writtenWithinMs, () => assert.ok(writtenMs() > toldMs));
  await Promise.all(['prometheus', 'prometheus-aler'].map((name) => killChild(sonde, name)));
}
