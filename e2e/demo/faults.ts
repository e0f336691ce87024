import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Type } from 'typebox';
import { type Alert, Alerts } from '#contract/alerts.ts';
import { Demo } from '#contract/demo.ts';
import { eventually } from '../whole/eventually.ts';
import { killChild } from '../whole/kill.ts';
import { getJson, type Sonde } from '../whole/sonde.ts';
import { has, type Receiver, tellings } from './webhook.ts';

const firesMs = 150_000;
const resolvesMs = 150_000;
const poll = 1000;

/** What an alert says of a fault. */
interface Expected {
  readonly fault: string;
  readonly labels: Readonly<Record<string, string>>;
}

const edge = (client: string, server: string) => ({ client, server });

export const refused: Expected = {
  fault: 'refused',
  labels: { alertname: 'EdgeConnectFailures', client: 'checkout.ts', server_port: '8483', severity: 'page', domain: 'network' },
};

/** Those that do not take from others on this host what these count: time, names, memory. */
export const others = ({ data }: Sonde): readonly Expected[] => [
  { fault: '5xx', labels: { alertname: 'EdgeRequestErrors', ...edge('storefront.ts', 'checkout.ts'), severity: 'page' } },
  { fault: 'full-disk', labels: { alertname: 'NodeFsAlmostFull', mountpoint: join(data, 'up', 'demo', 'disk'), severity: 'page' } },
];

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

/** From Prometheus to the webhook and the console. */
export async function fires(sonde: Sonde, receiver: Heard, expected: Expected): Promise<void> {
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
}

export async function resolves(sonde: Sonde, receiver: Heard, { fault, labels }: Expected): Promise<void> {
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

/** No message says what the one before it of its group said. */
export function saysNothingTwice({ messages, refused: odd }: Receiver): void {
  assert.deepEqual(odd, []);
  for (const [group, told] of Map.groupBy(messages, ({ groupKey, receiver }) => `${receiver} ${groupKey}`)) {
    const texts = told.map(({ alerts }) => JSON.stringify(alerts.map(({ status, fingerprint, startsAt }) => [fingerprint, startsAt, status]).sort()));
    for (const [at, text] of texts.entries()) assert.notEqual(text, texts[at - 1], `${group} was told the same twice`);
  }
}

/** Both forget what they do not write down at once: an alert may be told of once more, and its end is still told. */
export async function killAlerting(sonde: Sonde): Promise<void> {
  await Promise.all(['prometheus', 'prometheus-aler'].map((name) => killChild(sonde, name)));
}
