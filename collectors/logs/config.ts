import type { LogsConfig } from '#contract/children.ts';
import { logInputs, logSources } from '#contract/log-sources.ts';
import { fields, ingestOf, kafkaOf, number, parsed, string, strings } from '../runtime/decode-config.ts';

/** Reads the supervisor's line. Errors name the key. */
export function decodeLogsConfig(text: string): LogsConfig {
  const config = fields(parsed(text), 'the configuration');
  const sources = strings(config, 'sources');
  return {
    node: string(config, 'node'),
    version: string(config, 'version'),
    listen: addressOf(config.listen, 'listen'),
    allowedHosts: strings(config, 'allowedHosts'),
    folder: string(config, 'folder'),
    spoolBytes: number(config, 'spoolBytes'),
    sources: logSources.filter((name) => sources.includes(name)),
    files: strings(config, 'files'),
    inputs: inputsOf(fields(config.inputs, 'inputs')),
    leftOut: strings(config, 'leftOut'),
    writers: writersOf(config.writers),
    agentUrl: string(config, 'agentUrl'),
    ingest: ingestOf(fields(config.ingest, 'ingest')),
    ...(config.kafka !== undefined && { kafka: kafkaOf(fields(config.kafka, 'kafka')) }),
  };
}

function inputsOf(inputs: Readonly<Record<string, unknown>>): LogsConfig['inputs'] {
  const wanted = logInputs.filter((name) => inputs[name] !== undefined);
  return Object.fromEntries(wanted.map((name) => [name, addressOf(inputs[name], `inputs.${name}`)]));
}

function writersOf(writers: unknown): LogsConfig['writers'] {
  if (!Array.isArray(writers)) throw new Error('writers is no list');
  return writers.map((one) => {
    const writer = fields(one, 'writers');
    return { file: string(writer, 'file'), identity: string(writer, 'identity') };
  });
}

function addressOf(value: unknown, what: string): LogsConfig['listen'] {
  const address = fields(value, what);
  return { host: string(address, 'host'), port: number(address, 'port') };
}
