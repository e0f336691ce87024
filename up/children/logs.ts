import { join } from 'node:path';
import { type LogsConfig, LogsReady } from '#contract/children.ts';
import { logBatchPath } from '#contract/log-batch.ts';
import { hostAndPort } from '../config/host-and-port.ts';
import type { Config } from '../config/schema.ts';
import { checkout, type Host } from '../host/host.ts';
import type { Child } from './child.ts';
import { fillCompileCache } from './compile-cache.ts';
import { asRoot } from './confine.ts';
import { messageOf } from './readiness.ts';
import { smallHeapEnv, smallHeapFlags } from './small-heap.ts';

// kafkajs waits for times that are over (tulios/kafkajs#1751): Node warns of that, and nothing comes of it.
const flags = [...smallHeapFlags, '--disable-warning=TimeoutNegativeWarning'];
/** It gives way to all that the host is for. */
const program = ['nice', '-n', '5', process.execPath, ...flags, join(checkout, 'collectors', 'logs', 'main.ts')];

/** The process that reads logs; it runs as root. */
export function logsChild(host: Host): Child {
  const env = { NODE_COMPILE_CACHE: join(host.folders.logs, 'compile-cache'), ...smallHeapEnv };
  fillCompileCache(program, env);
  return {
    name: 'logs',
    command: asRoot(program),
    env,
    ipc: true,
    endsFirst: true,
    input: () => `${JSON.stringify(logsConfig(host))}\n`,
    ready: async (run) => {
      run.waitsFor('it opens its spool');
      await messageOf(run, LogsReady);
    },
  };
}

function logsConfig({ config, node, version, folders, addresses, ingestToken, tls, records, writers }: Host): LogsConfig {
  return {
    node,
    version,
    listen: { host: '127.0.0.1', port: config.logs.port },
    allowedHosts: ['localhost'],
    folder: folders.logs,
    spoolBytes: config.logs.spoolBytes,
    sources: config.logs.sources,
    files: config.logs.files,
    inputs: inputsOf(config.logs),
    leftOut: [config.data],
    writers,
    ...(records.kafka !== undefined && { kafka: records.kafka }),
    agentUrl: addresses.agent,
    ingest: {
      url: `${addresses.api}${logBatchPath}`,
      token: ingestToken,
      ...(tls === undefined ? {} : { tls: { ca: tls.cert, serverName: tls.serverName } }),
    },
  };
}

function inputsOf({ syslog, otlp }: Config['logs']): LogsConfig['inputs'] {
  const [lines, records] = [syslog, otlp].map((text) => (text === undefined ? undefined : hostAndPort(text)));
  return { ...(lines && { syslog: lines }), ...(records && { otlp: records }) };
}
