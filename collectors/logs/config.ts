import type { LogsConfig } from '#contract/children.ts';
import { logSources } from '#contract/log-sources.ts';
import { fields, ingestOf, kafkaOf, number, parsed, string, strings } from '../runtime/decode-config.ts';

/** Reads the supervisor's line. Errors name the key. */
export function decodeLogsConfig(text: string): LogsConfig {
  const config = fields(parsed(text), 'the configuration');
  const listen = fields(config.listen, 'listen');
  const sources = strings(config, 'sources');
  return {
    node: string(config, 'node'),
    version: string(config, 'version'),
    listen: { host: string(listen, 'host'), port: number(listen, 'port') },
    allowedHosts: strings(config, 'allowedHosts'),
    folder: string(config, 'folder'),
    spoolBytes: number(config, 'spoolBytes'),
    sources: logSources.filter((name) => sources.includes(name)),
    files: strings(config, 'files'),
    leftOut: strings(config, 'leftOut'),
    ingest: ingestOf(fields(config.ingest, 'ingest')),
    ...(config.kafka !== undefined && { kafka: kafkaOf(fields(config.kafka, 'kafka')) }),
  };
}
