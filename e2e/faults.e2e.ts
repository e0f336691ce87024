import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Demo } from '#contract/demo.ts';
import { edgeRequestP99 } from '#contract/recorded.ts';
import { routes } from '#contract/routes.ts';
import { AlertsPage } from './demo/alerts-page.ts';
import { dropped, fires, isKeptBack, others, passedOn, quick, refused, resolves, saysNothingTwice, toldOnce, turn } from './demo/faults.ts';
import { has, Receiver } from './demo/webhook.ts';
import { eventually } from './whole/eventually.ts';
import { type Sonde, startSonde } from './whole/sonde.ts';

const usualMs = 90_000;
const keptBackMs = 30_000;
/** So many numbers of before that a few of afterwards do not make the middle. */
const usualNumbers = 3;

const demoOf = (sonde: Sonde) => sonde.get('/api/demo', Demo);

/** What is slower than before needs a before. */
async function hasUsualTimes(sonde: Sonde): Promise<void> {
  const query = `count_over_time(${edgeRequestP99.name}{client="checkout.ts",server="postgres"}[1m]) >= ${usualNumbers}`;
  const { data } = await sonde.get(`/api/query?query=${encodeURIComponent(query)}`, routes['GET /api/query'].reply);
  assert.match(JSON.stringify(data), /"value"/);
}

interface Told {
  readonly sonde: Sonde;
  readonly receiver: Receiver;
  readonly page: AlertsPage;
}

async function comesAndGoes({ sonde, receiver, page }: Told, fault: ReturnType<typeof others>[number]): Promise<void> {
  const expected = fault.fault === dropped.fault ? [fault, dropped] : [fault];
  if (fault.fault === 'slow-query') await eventually('the usual time of a query', usualMs, () => hasUsualTimes(sonde));
  await turn(sonde, fault, 'on');
  const alerts = await Promise.all(expected.map((one) => fires(sonde, receiver, one)));
  for (const alert of alerts) await page.lists(alert);
  if (fault.fault === '5xx') await eventually('what follows to be kept back', keptBackMs, () => isKeptBack(sonde, passedOn, 'EdgeErrorsPassedOn'));
  const { faults } = await demoOf(sonde);
  assert.equal(faults.find(({ name }) => name === fault.fault)?.problem, '');
  await turn(sonde, fault, 'off');
  await Promise.all(expected.map((one) => resolves(sonde, receiver, one)));
  for (const alert of alerts) await page.listsNoMore(alert);
}

test('each fault of the demo has its alert, from Prometheus to the webhook and the Alerts page, until it is turned off; each is told once', {
  timeout: 600_000,
}, async () => {
  await using receiver = await Receiver.start();
  await using sonde = await startSonde({ flags: ['--demo', '--webhook', receiver.url, ...quick] });
  await using page = await AlertsPage.open(sonde);
  const rest = others(sonde);
  assert.deepEqual(
    [refused, ...rest].map(({ fault, labels }) => [fault, labels.alertname]),
    (await demoOf(sonde)).faults.map(({ name, alerts: [first] }) => [name, first]),
  );
  await Promise.all(rest.map((fault) => comesAndGoes({ sonde, receiver, page }, fault)));
  for (const fault of rest) toldOnce(receiver, fault);
  saysNothingTwice(receiver);
  const failing = receiver.messages.flatMap(({ alerts }) => alerts.filter(({ labels }) => has(labels, { alertname: 'EdgeRequestErrors', protocol: 'http' })));
  assert.deepEqual([...new Set(failing.map(({ labels }) => `${labels.client} → ${labels.server}`))], ['storefront.ts → checkout.ts']);
});
