import type { AgentConfig } from '#contract/children.ts';
import { fields, ingestOf, number, parsed, string, strings } from '../runtime/decode-config.ts';

/** Reads the supervisor's line. Errors name the key. */
export function decodeConfig(text: string): AgentConfig {
  const config = fields(parsed(text), 'the configuration');
  const listen = fields(config.listen, 'listen');
  const limits = fields(config.limits, 'limits');
  return {
    node: string(config, 'node'),
    cluster: string(config, 'cluster'),
    version: string(config, 'version'),
    listen: { host: string(listen, 'host'), port: number(listen, 'port') },
    allowedHosts: strings(config, 'allowedHosts'),
    bpfObjects: string(config, 'bpfObjects'),
    folder: string(config, 'folder'),
    seriesBudget: number(config, 'seriesBudget'),
    scrapeIntervalSeconds: number(config, 'scrapeIntervalSeconds'),
    ingest: config.ingest === null ? null : ingestOf(fields(config.ingest, 'ingest')),
    limits: {
      requestsCpuPercent: number(limits, 'requestsCpuPercent'),
      edges: number(limits, 'edges'),
      processes: number(limits, 'processes'),
      tuples: number(limits, 'tuples'),
      ringBytes: number(limits, 'ringBytes'),
    },
  };
}
