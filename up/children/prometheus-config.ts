import { stringify } from 'yaml';
import { keptOfPrometheus } from '#contract/prometheus-metrics.ts';
import { readsLogs } from '../config/schema.ts';
import { authorityOf } from '../host/addresses.ts';
import type { Host } from '../host/host.ts';

/** The series that a scrape of the agent leaves behind, for whom `up` waits. */
export const agentJob = 'sonde-agent';

/** The text of prometheus.yml; `files` is the folder where Prometheus finds scrape.token and the rules. */
export function prometheusConfig(host: Host, files: string): string {
  const labels = { cluster: host.config.cluster, node: host.node };
  const interval = `${host.config.scrapeIntervalSeconds}s`;
  const target = (url: string) => [{ targets: [authorityOf(url)], labels }];
  const encrypted = host.tls === undefined ? {} : { scheme: 'https', tls_config: { ca_file: `${files}/console.crt`, server_name: host.tls.serverName } };
  const authorization = { type: 'Bearer', credentials_file: `${files}/scrape.token` };
  return stringify(
    {
      global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval, external_labels: labels },
      rule_files: [`${files}/recordings.yml`, `${files}/alerts.yml`],
      scrape_configs: [
        { job_name: agentJob, static_configs: target(host.addresses.agent) },
        ...(readsLogs(host.config) ? [{ job_name: 'sonde-logs', static_configs: target(host.addresses.logs) }] : []),
        ...(host.records.kafka !== undefined
          ? [{ job_name: 'sonde-indexer', authorization, static_configs: target(`127.0.0.1:${host.config.indexer.port}`) }]
          : []),
        {
          job_name: 'prometheus',
          static_configs: target(host.addresses.prometheus),
          metric_relabel_configs: [{ source_labels: ['__name__'], regex: keptOfPrometheus.join('|'), action: 'keep' }],
        },
        {
          job_name: 'sonde-server',
          authorization,
          static_configs: target(host.addresses.api),
          ...encrypted,
        },
      ],
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}
