import { counted, countText } from '#contract/count-text.ts';
import type { Check } from '#contract/doctor.ts';
import type { Alerting } from '../alerts/alerting.ts';

export type AskedAlerting = Pick<Alerting, 'alerts' | 'foreign' | 'receivers' | 'outbox'>;

const restarted = 'The lines of prometheus and alertmanager in up/sonde.log of the data folder say why; both are restarted by themselves.';
const reached =
  'Where it is, whose certificate it has and as whom Sonde signs in is said by alertmanager.url, .ca, .user, .passwordFile and .tokenFile, which are read when Sonde starts. Prometheus tells it of alerts in the same way: its lines are in up/sonde.log of the data folder.';

function alertmanagerCheck({ alerts, foreign }: AskedAlerting): Check {
  const name = 'Alerts';
  const snapshot = alerts.live.peek();
  const mend = foreign === undefined ? restarted : reached;
  if (snapshot === undefined) return { name, state: 'failed', says: alerts.failure() ?? 'Prometheus and Alertmanager have not both answered yet', mend };
  if (snapshot.stale !== null) return { name, state: 'failed', says: snapshot.stale.reason, mend };
  const firing = snapshot.alerts.filter(({ state, severity }) => state === 'firing' && severity !== 'none').length;
  return {
    name,
    state: 'ok',
    says: firing === 0 ? 'Prometheus and Alertmanager answer; nothing fires' : `Prometheus and Alertmanager answer; ${countText(firing)} fire`,
    mend: '',
  };
}

function toldText(receivers: number, waiting: number): string {
  const whom = `${counted(receivers, 'receiver is', 'receivers are')} told of alerts`;
  const what = waiting === 0 ? 'nothing waits' : counted(waiting, 'message waits', 'messages wait');
  return `${whom}; ${what} to be sent`;
}

async function deliveryCheck({ foreign, receivers, outbox }: AskedAlerting): Promise<Check> {
  const name = 'Notifications';
  if (foreign !== undefined) {
    const mend = 'What Sonde’s own would do is in alerting/alertmanager.yml of the data folder: routes, receivers and windows take effect once yours has them.';
    const says = `the Alertmanager at ${foreign} decides who is told`;
    const { length } = receivers.known();
    if (length === 0) return { name, state: 'info', says, mend };
    return {
      name,
      state: 'warning',
      says: `${says}; Sonde has ${counted(length, 'receiver')}, of which it may not know`,
      mend,
    };
  }
  if (receivers.known().length === 0)
    return { name, state: 'info', says: 'nobody is told of alerts', mend: 'Start with --webhook URL, or add a receiver on the page Alerts.' };
  const { waiting, deliveries } = await outbox.list({ limit: 100 });
  const last = new Map(deliveries.toReversed().map((delivery) => [delivery.receiver, delivery]));
  const failing = [...last.values()].filter(({ state, attempts }) => state === 'given_up' || (state === 'waiting' && attempts > 0));
  if (failing.length === 0) return { name, state: 'ok', says: toldText(receivers.known().length, waiting), mend: '' };
  const says = failing.map(({ receiver, lastAttempts: [attempt] }) => `${receiver}: ${attempt?.says || `it answered ${attempt?.status ?? 'nothing'}`}`);
  return {
    name,
    state: 'warning',
    says: says.join('; '),
    mend: 'The log of deliveries on the page Alerts tells each attempt; what waits is tried again for a day.',
  };
}

/** Whether alerts are seen, and told. */
export async function alertingChecks(alerting: AskedAlerting): Promise<Check[]> {
  try {
    return [alertmanagerCheck(alerting), await deliveryCheck(alerting)];
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return [{ name: 'Notifications', state: 'failed', says, mend: 'Is the disk full, or the data folder not writable?' }];
  }
}
