import {
  alertmanagerAlerts,
  alertmanagerFailures,
  alertmanagerLatency,
  alertmanagerNotifications,
  alertmanagerReloaded,
  alertmanagerSilences,
  alertSubjects,
  alerts,
  notificationErrors,
  notificationsSent,
  ruleFailures,
  ruleGroupInterval,
  ruleGroupTime,
} from '#contract/prometheus-metrics.ts';
import { countBy, increase, maxBy, minBy, not, partOf, rate, ratio, selector, share, sumBy, topk } from '../promql/promql.ts';
import { areas, type Board, lines, type Row, stat, table } from './board.ts';
import { chosenCluster, step } from './chosen.ts';

/** The Watchdog always fires, with the severity `none`: it is no alert, but says that alerts arrive. */
const real = { ...chosenCluster, severity: not('none') } as const;
const firing = selector(alerts, { ...real, alertstate: 'firing' });
const about = ['alertname', 'severity', 'cluster', 'node', 'job', ...alertSubjects] as const;
const aFiringAlert = 'fault, an alert that fires';
const tried = sumBy(['integration'], increase(selector(alertmanagerNotifications, chosenCluster), '1h'));
const failed = sumBy(['integration'], increase(selector(alertmanagerFailures, chosenCluster), '1h'));

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Firing',
      needs: aFiringAlert,
      shows: 'Alerts that fire.',
      good: 'none',
      unit: 'short',
      limits: { warning: 1 },
      queries: [{ expr: countBy([], firing), legend: 'firing' }],
    }),
    stat({
      title: 'Active in Alertmanager',
      shows: 'Alerts that Alertmanager knows and does not hold back; 1 is the Watchdog, which always fires.',
      good: '1: at 0 no alert arrives',
      unit: 'short',
      limits: { warning: 2 },
      queries: [{ expr: sumBy([], selector(alertmanagerAlerts, { ...chosenCluster, state: 'active' })), legend: 'active' }],
    }),
    stat({
      title: 'Held back',
      shows: 'Alerts that a silence or another alert holds back.',
      good: '0, or as many as you silenced',
      unit: 'short',
      queries: [{ expr: sumBy([], selector(alertmanagerAlerts, { ...chosenCluster, state: 'suppressed' })), legend: 'held back' }],
    }),
    stat({
      title: 'Silences',
      shows: 'Silences in force.',
      good: 'few, each with an end',
      unit: 'short',
      queries: [{ expr: sumBy([], selector(alertmanagerSilences, { ...chosenCluster, state: 'active' })), legend: 'silences' }],
    }),
    stat({
      title: 'Failed notifications',
      shows: 'Notifications in the chosen time that did not arrive.',
      good: '0: an alert that nobody gets is none',
      unit: 'whole',
      limits: { critical: 1 },
      queries: [{ expr: sumBy([], increase(selector(alertmanagerFailures, chosenCluster), '$__range')), legend: 'failed' }],
    }),
    stat({
      title: 'Configuration in force',
      shows: '1 while Alertmanager works by the configuration that was written.',
      good: '1',
      unit: 'short',
      limits: { goodFrom: 1 },
      queries: [{ expr: minBy([], selector(alertmanagerReloaded, chosenCluster)), legend: 'in force' }],
    }),
  ],
};

const what: Row = {
  title: 'What fires',
  panels: [
    areas({
      title: 'Firing, by alert',
      needs: aFiringAlert,
      shows: 'Alerts that fire, by name.',
      good: 'nothing',
      unit: 'short',
      queries: [{ expr: countBy(['alertname'], firing), legend: '{{alertname}}' }],
    }),
    areas({
      title: 'By state and severity',
      needs: aFiringAlert,
      shows: 'Alerts that wait (pending) or fire, by how much they matter.',
      good: 'nothing',
      unit: 'short',
      queries: [{ expr: countBy(['alertstate', 'severity'], selector(alerts, real)), legend: '{{severity}}, {{alertstate}}' }],
    }),
    table({
      title: 'Firing now',
      needs: aFiringAlert,
      shows: 'Alerts that fire at the end of the chosen time, by what they are about; those that differ in nothing of it are counted together.',
      good: 'an empty table',
      unit: 'short',
      queries: [{ expr: countBy(about, firing), legend: 'alerts' }],
    }),
  ],
};

const sent: Row = {
  title: 'What is sent',
  panels: [
    lines({
      title: 'Alerts in Alertmanager',
      width: 8,
      shows: 'Alerts that it knows, by what it does with them; one of them is the Watchdog.',
      good: '1 active, or few more',
      unit: 'short',
      queries: [{ expr: sumBy(['state'], selector(alertmanagerAlerts, chosenCluster)), legend: '{{state}}' }],
    }),
    lines({
      title: 'Notifications that fail',
      needs: 'notifications in the last hour',
      width: 8,
      shows: 'Share of the notifications of the last hour that failed, by way.',
      good: '0',
      unit: 'percentunit',
      limits: { critical: 0.01 },
      queries: [{ expr: share(failed, tried), legend: '{{integration}}' }],
    }),
    lines({
      title: 'Time of a notification',
      needs: 'notifications in the last five minutes',
      width: 8,
      shows: 'Mean time that the other side took.',
      good: 'below 1 s',
      unit: 's',
      limits: { warning: 5 },
      queries: [
        {
          expr: ratio(
            sumBy(['integration'], rate(partOf(alertmanagerLatency, 'sum', chosenCluster), '5m')),
            sumBy(['integration'], rate(partOf(alertmanagerLatency, 'count', chosenCluster), '5m')),
          ),
          legend: '{{integration}}',
        },
      ],
    }),
    lines({
      title: 'From Prometheus to Alertmanager',
      width: 8,
      shows: 'Alerts per second that Prometheus sends, and those that Alertmanager did not take.',
      good: 'none that is not taken',
      unit: 'ops',
      queries: [
        { expr: sumBy([], rate(selector(notificationsSent, chosenCluster), step)), legend: 'sent' },
        { expr: sumBy([], rate(selector(notificationErrors, chosenCluster), step)), legend: 'not taken' },
      ],
    }),
    lines({
      title: 'Time of the rules',
      namesAfter: ';',
      width: 8,
      shows: 'Share of its interval that a group of rules takes, the dearest groups.',
      good: 'below 20 %; beyond 100 % evaluations are missed',
      unit: 'percentunit',
      limits: { warning: 0.5, critical: 1 },
      queries: [
        {
          expr: topk(
            5,
            ratio(maxBy(['rule_group'], selector(ruleGroupTime, chosenCluster)), maxBy(['rule_group'], selector(ruleGroupInterval, chosenCluster))),
          ),
          legend: '{{rule_group}}',
        },
      ],
    }),
    lines({
      title: 'Rules that fail',
      namesAfter: ';',
      width: 8,
      shows: 'Rules in five minutes that could not be evaluated, by group.',
      good: '0',
      unit: 'whole',
      limits: { critical: 1 },
      queries: [{ expr: topk(5, sumBy(['rule_group'], increase(selector(ruleFailures, chosenCluster), '5m'))), legend: '{{rule_group}}' }],
    }),
  ],
};

export const alertsBoard: Board = {
  uid: 'sonde-alerts',
  title: 'Alerts',
  description: 'What fires, what is held back, and whether those who should hear of it do.',
  variables: ['cluster'],
  rows: [glance, what, sent],
};
