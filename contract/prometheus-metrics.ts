import { metric } from './metric.ts';

/** What Prometheus and Alertmanager say of themselves, as far as alerts and boards read it: nothing else of theirs is kept. */

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

export const alertmanagerAlerts = metric('gauge', 'alertmanager_alerts', 'Alerts that Alertmanager knows, by what it does with them.', ['state']);
export const alertmanagerSilences = metric('gauge', 'alertmanager_silences', 'Silences by their state.', ['state']);
export const alertmanagerLatency = metric('histogram', 'alertmanager_notification_latency_seconds', 'Time that a notification took.', ['integration']);
export const alertmanagerReloaded = metric('gauge', 'alertmanager_config_last_reload_successful', '1 while its configuration is the one that was written.', []);

/** By which our alerts of one name differ on a host, of those labels that a reader needs. */
export const alertSubjects = [
  'client',
  'server',
  'server_port',
  'protocol',
  'identity',
  'unit',
  'device',
  'mountpoint',
  'type',
  'reason',
  'topic',
  'stage',
  'rule_group',
  'collector',
  'integration',
  'elasticsearch_node',
] as const;

/** Prometheus writes it for every alert that waits or fires, with the alert's own labels. */
export const alerts = metric('gauge', 'ALERTS', 'Alerts that are pending or firing.', ['alertname', 'alertstate', 'severity', ...alertSubjects]);

/** Prometheus writes them for every target at every scrape. */
export const scrapeTime = metric('gauge', 'scrape_duration_seconds', 'Time that the last scrape took.', []);
export const scrapeSamples = metric('gauge', 'scrape_samples_scraped', 'Samples of the last scrape.', []);

export const ruleGroupTime = metric('gauge', 'prometheus_rule_group_last_duration_seconds', 'Time that the last evaluation of a group of rules took.', [
  'rule_group',
]);
export const ruleGroupInterval = metric('gauge', 'prometheus_rule_group_interval_seconds', 'Time between two evaluations of a group of rules.', ['rule_group']);
export const headSeries = metric('gauge', 'prometheus_tsdb_head_series', 'Series that have had a sample in the last hours.', []);
export const appendedSamples = metric('counter', 'prometheus_tsdb_head_samples_appended_total', 'Samples that were kept.', ['type']);
export const blockBytes = metric('gauge', 'prometheus_tsdb_storage_blocks_bytes', 'Bytes of the blocks on the disk.', []);

/** The names that a scrape of Prometheus keeps. */
export const keptOfPrometheus = [
  ruleFailures,
  notificationErrors,
  notificationsSent,
  remoteWriteNewest,
  remoteWriteSent,
  ruleGroupTime,
  ruleGroupInterval,
  headSeries,
  appendedSamples,
  blockBytes,
  remoteWriteNewest,
  remoteWriteSent,
].map(({ name }) => name);
