import type { Alerts } from '#contract/alerts.ts';
import { type Alert, severityOrder } from './alert-words.ts';

type AlertGroup = Alerts['groups'][number];

/** Alerts of one cause: what came first or explains the others leads, the others follow. */
export interface Cause {
  readonly id: string;
  readonly says: string;
  /** Undefined while none of its alerts is at hand. */
  readonly lead: Alert | undefined;
  readonly followers: readonly Alert[];
  /** How many there are in all, those that are not at hand included. */
  readonly count: number;
  readonly severity: Alert['severity'];
  readonly since: string;
}

const weight = ({ severity }: Pick<Alert, 'severity'>): number => severityOrder.indexOf(severity);

/** They only hold back: of a server’s clients what the server itself meets as a client. */
const passedOn = new Set(['EdgeErrorsPassedOn', 'EdgeLatencyPassedOn']);

const endOf = ({ labels }: Alert, end: 'client' | 'server') =>
  JSON.stringify(['cluster', end, `${end}_kind`, `${end}_namespace`].map((name) => labels[name] ?? ''));

const isTold = ({ inhibitedBy }: Alert) => (inhibitedBy.length > 0 ? 1 : 0);
const likeliestFirst = (a: Alert, b: Alert): number => isTold(a) - isTold(b) || weight(a) - weight(b) || Date.parse(a.since) - Date.parse(b.since);

/** Finds the alert that tells of another one already, and of that again, up to one of which no other tells. */
function tellers(alerts: readonly Alert[]): (alert: Alert) => Alert {
  const byId = new Map(alerts.map((alert) => [alert.id, alert]));
  const ofClients = Map.groupBy(alerts.filter(({ labels }) => labels.client !== undefined && labels.server !== undefined).sort(likeliestFirst), (alert) =>
    endOf(alert, 'client'),
  );
  const tellerOf = (alert: Alert): Alert | undefined =>
    alert.inhibitedBy.map(({ id }) => byId.get(id)).find((known) => known !== undefined) ??
    (alert.inhibitedBy.some(({ name }) => passedOn.has(name)) ? ofClients.get(endOf(alert, 'server'))?.[0] : undefined);
  return (alert) => {
    const passed = new Set<Alert>();
    let at = alert;
    for (let next: Alert | undefined = alert; next !== undefined && !passed.has(next); next = tellerOf(next)) {
      passed.add(next);
      at = next;
    }
    return at;
  };
}

/** The cause is what is not told by another, is named first by the group, and came first. */
function leadFirst(alerts: readonly Alert[], { names }: Pick<AlertGroup, 'names'>): Alert[] {
  const place = ({ name }: Alert) => (names.includes(name) ? names.indexOf(name) : names.length);
  return [...alerts].sort((a, b) => isTold(a) - isTold(b) || place(a) - place(b) || likeliestFirst(a, b));
}

/** The worst first, then the newest. */
const worstFirst = (a: Cause, b: Cause): number => weight(a) - weight(b) || Date.parse(b.since) - Date.parse(a.since);

/** Alerts under their causes. Of groups without an alert at hand only what is known of the group is told. */
export function causesOf(alerts: readonly Alert[], groups: readonly AlertGroup[]): Cause[] {
  const tellerOf = tellers(alerts);
  const gathered = Map.groupBy(alerts, (alert) => tellerOf(alert).group.id);
  const known = new Map(groups.map((group) => [group.id, group]));
  const causes = [...new Set([...known.keys(), ...gathered.keys()])].flatMap((id): Cause[] => {
    const group = known.get(id);
    const own = gathered.get(id) ?? [];
    const ordered = leadFirst(own, group ?? { names: [] });
    const [lead, ...followers] = ordered;
    if (lead === undefined && (group === undefined || alerts.some((alert) => alert.group.id === id))) return [];
    const beyond = Math.max(0, (group?.count ?? 0) - alerts.filter((alert) => alert.group.id === id).length);
    const severity = lead?.severity ?? group?.severity ?? 'info';
    return [
      { id, says: group?.cause ?? lead?.group.cause ?? '', lead, followers, count: own.length + beyond, severity, since: lead?.since ?? group?.since ?? '' },
    ];
  });
  return causes.sort(worstFirst);
}
