import { metric } from './metric.ts';

/** What Prometheus and Alertmanager say of themselves, as far as alerts read it: nothing else of theirs is kept. */

export const targetUp = metric('gauge', 'up', 'Whether a target answered its last scrape.', ['job']);

export const ruleFailures = metric('counter', 'prometheus_rule_evaluation_failures_total', 'Rules that could not be evaluated.', ['rule_group']);
export const notificationErrors = metric('counter', 'prometheus_notifications_errors_total', 'Alerts that an Alertmanager did not take.', ['alertmanager']);
export const notificationsSent = metric('counter', 'prometheus_notifications_sent_total', 'Alerts that were sent to an Alertmanager.', ['alertmanager']);
export const remoteWriteNewest = metric(
  'gauge',
  'prometheus_remote_storage_highest_timestamp_in_seconds',
  'The newest sample that is to be sent elsewhere, in seconds since the epoch.',
  [],
);
export const remoteWriteSent = metric(
  'gauge',
  'prometheus_remote_storage_queue_highest_sent_timestamp_seconds',
  'The newest sample that was sent elsewhere, in seconds since the epoch.',
  ['remote_name', 'url'],
);

export const alertmanagerNotifications = metric('counter', 'alertmanager_notifications_total', 'Notifications that were tried.', ['integration']);
export const alertmanagerFailures = metric('counter', 'alertmanager_notifications_failed_total', 'Notifications that failed.', ['integration']);

/** What a scrape of Prometheus keeps. */
export const keptOfPrometheus = [ruleFailures, notificationErrors, notificationsSent, remoteWriteNewest, remoteWriteSent].map(({ name }) => name);
