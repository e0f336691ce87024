import type { Static } from 'typebox';
import { type Alert, type AlertGroup, type AlertState, type Alerts, type AlertsQuery, alertSeverities, alertStates } from '#contract/alerts.ts';
import { wordFinder } from '#contract/find/words.ts';

type Asked = Static<typeof AlertsQuery>;

const usualLimit = 1000;
const mostGroups = 500;
const namesShown = 8;

const rank = (alert: Alert) => alertStates.indexOf(alert.state) * alertSeverities.length + alertSeverities.indexOf(alert.severity);
/** RFC 3339 of one form: text order is time order. */
const newestFirst = (a: Alert, b: Alert) => (a.since < b.since ? 1 : a.since > b.since ? -1 : a.id.localeCompare(b.id));
const worstFirst = (a: Alert, b: Alert) => rank(a) - rank(b) || newestFirst(a, b);

const textOf = ({ name, summary, owner, entity, labels }: Alert) => [name, summary, owner, entity?.name ?? '', ...Object.values(labels)].join(' ');

function isAsked({ group, name, entity, find }: Asked, states: ReadonlySet<string>): (alert: Alert) => boolean {
  const isFound = find === undefined ? () => true : wordFinder(find);
  return (alert) =>
    states.has(alert.state) &&
    (group === undefined || alert.group.id === group) &&
    (name === undefined || alert.name === name) &&
    (entity === undefined || alert.entity?.id === entity) &&
    isFound(textOf(alert));
}

/** What is inhibited follows from something else: it comes last, and the oldest is likely to be the cause. */
function causeFirst(a: Alert, b: Alert): number {
  return rank(a) - rank(b) || (a.since < b.since ? -1 : 1);
}

function groupFrom(alerts: readonly Alert[]): AlertGroup {
  const sorted = [...alerts].sort(causeFirst);
  const firing = alerts.filter(({ state }) => state === 'firing');
  const judged = firing.length > 0 ? firing : alerts;
  const worst = Math.min(...judged.map(({ severity }) => alertSeverities.indexOf(severity)));
  const [first] = sorted;
  return {
    id: first?.group.id ?? '',
    cause: first?.group.cause ?? '',
    severity: alertSeverities[worst] ?? 'info',
    since: alerts.map(({ since }) => since).sort()[0] ?? '',
    count: alerts.length,
    firing: firing.length,
    names: [...new Set(sorted.map(({ name }) => name))].slice(0, namesShown),
  };
}

function groupsOf(alerts: readonly Alert[]): AlertGroup[] {
  const groups = [...Map.groupBy(alerts, ({ group }) => group.id).values()].map(groupFrom);
  const order = ({ severity, firing }: AlertGroup) => alertSeverities.indexOf(severity) + (firing > 0 ? 0 : alertSeverities.length);
  return groups.sort((a, b) => order(a) - order(b) || b.since.localeCompare(a.since));
}

/** What always fires, to show that alerts get through, and what only holds others back are no cause. */
const isTold = ({ severity }: Alert) => severity !== 'none';

/** Those that are asked for, and the numbers of all. */
export function listed(all: readonly Alert[], asked: Asked): Pick<Alerts, 'alerts' | 'more' | 'counts' | 'groups' | 'moreGroups'> {
  const states = new Set<string>(asked.state?.split(',') ?? alertStates.filter((state) => state !== 'resolved'));
  const found = all.filter(isAsked(asked, states)).sort(worstFirst);
  const limit = asked.limit ?? usualLimit;
  const alerts = found.slice(0, limit);
  const everyGroup = groupsOf(found.filter(isTold));
  const groups = everyGroup.slice(0, mostGroups);
  const groupsTold = new Set([...groups.map(({ id }) => id), ...alerts.filter(isTold).map(({ group }) => group.id)]);
  const count = (state: AlertState) => all.reduce((sum, alert) => sum + (alert.state === state ? 1 : 0), 0);
  return {
    alerts,
    more: Math.max(0, found.length - limit),
    counts: { firing: count('firing'), pending: count('pending'), silenced: count('silenced'), inhibited: count('inhibited'), resolved: count('resolved') },
    groups,
    moreGroups: everyGroup.length - groupsTold.size,
  };
}
