import { stringify } from 'yaml';
import { agentJob, indexerElsewhereJob, indexerJob, logsJob, serverJob } from '#contract/doctor.ts';
import { keptOfPrometheus } from '#contract/prometheus-metrics.ts';
import { readsLogs } from '../config/schema.ts';
import { authorityOf } from '../host/addresses.ts';
import { prometheusAccess } from '../host/given-alertmanager.ts';
import type { Host } from '../host/host.ts';
import { alertmanagerUser } from './alertmanager.ts';
import { ownRules } from './own-rules.ts';

/** What Prometheus adds to alerts that lack it, and to every series of a scrape. */
export const externalLabels = ({ config, node }: Pick<Host, 'config' | 'node'>) => ({ cluster: config.cluster, node });

/** Of the many that Alertmanager has, those that rules and the doctor ask for. */
const alertmanagerMetrics =
  'alertmanager_(alerts|notifications(_failed)?_total|notification_latency_seconds_(sum|count)|silences|config_last_reload_successful)|process_(cpu_seconds_total|resident_memory_bytes|start_time_seconds)';

function alertmanagerOf({ config, addresses, givenAlertmanager }: Host, files: string) {
  const { protocol, host, pathname } = new URL(addresses.alertmanager);
  const ours = { basic_auth: { username: alertmanagerUser, password_file: `${files}/alertmanager.password` } };
  const access = config.alertmanager.url === undefined ? ours : prometheusAccess(givenAlertmanager, files);
  return { scheme: protocol.slice(0, -1), authority: host, path: pathname.replace(/\/+$/, ''), ...access };
}

/** Prometheus has many hundred series of its own: those that boards and alerts read are kept. */
function ofPrometheus(url: string, labels: Readonly<Record<string, string>>) {
  const { protocol, host: authority, pathname } = new URL(url);
  return {
    job_name: 'prometheus',
    scheme: protocol.slice(0, -1),
    metrics_path: `${pathname.replace(/\/$/, '')}/metrics`,
    static_configs: [{ targets: [authority], labels }],
    metric_relabel_configs: [{ source_labels: ['__name__'], regex: keptOfPrometheus.join('|'), action: 'keep' }],
  };
}

/** That of this host, and those elsewhere: they ask for no token, and do not learn ours. */
function indexersOf(host: Host, authorization: object): object[] {
  const labels = externalLabels(host);
  const { port, elsewhere } = host.config.indexer;
  const own = { job_name: indexerJob, authorization, static_configs: [{ targets: [`127.0.0.1:${port}`], labels }] };
  if (elsewhere.length === 0) return [own];
  const nodeAt = (address: string) => address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return [own, { job_name: indexerElsewhereJob, static_configs: elsewhere.map((at) => ({ targets: [at], labels: { ...labels, node: nodeAt(at) } })) }];
}

/** The text of prometheus.yml; `seenAt` is the folder where Prometheus finds up and alerting. */
export function prometheusConfig(host: Host, seenAt: string): string {
  const files = `${seenAt}/up`;
  const labels = externalLabels(host);
  const interval = `${host.config.scrapeIntervalSeconds}s`;
  const target = (url: string) => [{ targets: [authorityOf(url)], labels }];
  const encrypted = host.tls === undefined ? {} : { scheme: 'https', tls_config: { ca_file: `${files}/console.crt`, server_name: host.tls.serverName } };
  const { scheme, authority, path, ...access } = alertmanagerOf(host, files);
  const authorization = { type: 'Bearer', credentials_file: `${files}/scrape.token` };
  return stringify(
    {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval, external_labels: labels },
      rule_files: [`${files}/recordings.yml`, `${files}/${ownRules}/*.yml`, `${seenAt}/alerting/rules/*.yml`],
      alerting: { alertmanagers: [{ scheme, ...(path !== '' && { path_prefix: path }), ...access, static_configs: [{ targets: [authority] }] }] },
      scrape_configs: [
        { job_name: agentJob, static_configs: target(host.addresses.agent) },
        ...(readsLogs(host.config) ? [{ job_name: logsJob, static_configs: target(host.addresses.logs) }] : []),
        ...(host.records.kafka === undefined ? [] : indexersOf(host, authorization)),
        {
          job_name: 'sonde-alertmanager',
          scheme,
          metrics_path: `${path}/metrics`,
          ...access,
          static_configs: [{ targets: [authority], labels }],
          metric_relabel_configs: [{ source_labels: ['__name__'], regex: alertmanagerMetrics, action: 'keep' }],
        },
        ofPrometheus(host.addresses.prometheus, labels),
        {
          job_name: serverJob,
          authorization,
          static_configs: target(host.addresses.api),
          ...encrypted,
        },
      ],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
