import { stringify } from 'yaml';
import { keptOfPrometheus } from '#contract/prometheus-metrics.ts';
import { readsLogs } from '../config/schema.ts';
import { authorityOf } from '../host/addresses.ts';
import type { Host } from '../host/host.ts';

/** The series that a scrape of the agent leaves behind, for whom `up` waits. */
export const agentJob = 'sonde-agent';

/** Prometheus has many hundred series of its own: those that boards and alerts read are kept. */
function ofPrometheus(url: string, labels: Readonly<Record<string, string>>) {
  const { protocol, host: authority, pathname } = new URL(url);
  return {
    job_name: 'sonde-prometheus',
    scheme: protocol.slice(0, -1),
    metrics_path: `${pathname.replace(/\/$/, '')}/metrics`,
    static_configs: [{ targets: [authority], labels }],
    metric_relabel_configs: [{ source_labels: ['__name__'], regex: keptOfPrometheus.join('|'), action: 'keep' }],
  };
}

/** The text of prometheus.yml; `files` is the folder where Prometheus finds scrape.token and recordings.yml. */
export function prometheusConfig(host: Host, files: string): string {
  const labels = { cluster: host.config.cluster, node: host.node };
  const interval = `${host.config.scrapeIntervalSeconds}s`;
  const target = (url: string) => [{ targets: [authorityOf(url)], labels }];
  const encrypted = host.tls === undefined ? {} : { scheme: 'https', tls_config: { ca_file: `${files}/console.crt`, server_name: host.tls.serverName } };
  const authorization = { type: 'Bearer', credentials_file: `${files}/scrape.token` };
  return stringify(
    {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval, external_labels: labels },
      rule_files: [`${files}/recordings.yml`],
      scrape_configs: [
        { job_name: agentJob, static_configs: target(host.addresses.agent) },
        ...(readsLogs(host.config) ? [{ job_name: 'sonde-logs', static_configs: target(host.addresses.logs) }] : []),
        ...(host.records.kafka !== undefined
          ? [{ job_name: 'sonde-indexer', authorization, static_configs: target(`127.0.0.1:${host.config.indexer.port}`) }]
          : []),
        {
          job_name: 'sonde-server',
          authorization,
          static_configs: target(host.addresses.api),
          ...encrypted,
        },
        ofPrometheus(host.addresses.prometheus, labels),
      ],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
