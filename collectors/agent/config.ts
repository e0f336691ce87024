import type { AgentConfig } from '#contract/children.ts';

/**
 * Reads the supervisor's line. By hand and not with the contract's schema, because loading the schema library takes
 * 25 MB, a fifth of what the agent may use. Errors name the key.
 */
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

type Fields = { readonly [key: string]: unknown };

function ingestOf(ingest: Fields): AgentConfig['ingest'] {
  const to = { url: string(ingest, 'url'), token: string(ingest, 'token') };
  if (ingest.tls === undefined) return to;
  const tls = fields(ingest.tls, 'ingest.tls');
  return { ...to, tls: { ca: string(tls, 'ca'), serverName: string(tls, 'serverName') } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('the agent is started by `./sonde up`, which writes its configuration to standard input as one line of JSON', { cause });
  }
}

function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new Error(`${what} is no object`);
  return { ...value };
}

function string(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw new Error(`${key} is no text`);
  return value;
}

function number(from: Fields, key: string): number {
  const value = from[key];
  if (typeof value !== 'number') throw new Error(`${key} is no number`);
  return value;
}

function strings(from: Fields, key: string): string[] {
  const value = from[key];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) throw new Error(`${key} is no list of texts`);
  return value;
}
