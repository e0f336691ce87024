import { join } from 'node:path';
import { type ServerConfig, ServerReady } from '#contract/children.ts';
import { checkout, type Host, nodeIn } from '../host/host.ts';
import type { Child } from './child.ts';
import { asSonde } from './confine.ts';
import { answers, messageOf } from './readiness.ts';

/** Console and API. `onToken` hears the console's token at each start. */
export function serverChild(host: Host, onToken: (token: string) => void): Child {
  const mounted = join(host.mountPoint, 'checkout');
  return {
    name: 'server',
    // As for the agent: half the memory, from the second start on.
    env: { NODE_COMPILE_CACHE: join(host.mountPoint, 'data', 'compile-cache') },
    command: asSonde([nodeIn(mounted), '--max-semi-space-size=1', '--disable-warning=TimeoutNegativeWarning', join(mounted, 'server', 'main.ts')], {
      mountPoint: host.mountPoint,
      readOnly: { checkout },
      writable: { data: host.folders.server },
    }),
    ipc: true,
    input: () => `${JSON.stringify(serverConfig(host))}\n`,
    ready: async (run) => {
      run.waitsFor('it starts to listen');
      const { consoleToken } = await messageOf(run, ServerReady);
      onToken(consoleToken);
      await answers(run, `${host.addresses.api}/readyz`, { tls: host.tls });
    },
  };
}

function serverConfig({ config, node, version, addresses, tls, mountPoint, ingestToken, scrapeToken, deployToken, records }: Host): ServerConfig {
  return {
    node,
    cluster: config.cluster,
    version,
    listen: { host: config.listen, port: config.port },
    tls: tls === undefined ? null : { cert: tls.cert, key: tls.key },
    allowedHosts: [...addresses.consoleHosts],
    dataDir: join(mountPoint, 'data'),
    webRoot: join(mountPoint, 'checkout', '.build', 'web'),
    prometheusUrl: addresses.prometheus,
    alertmanagerPort: config.alertmanager.port,
    scrapeIntervalSeconds: config.scrapeIntervalSeconds,
    agents: [{ node, url: addresses.agent }],
    ingestToken,
    scrapeToken,
    deployToken,
    retention: { metrics: { days: config.retention.metrics.days }, records: config.retention.records, logs: config.retention.logs },
    ...(records.elasticsearch !== undefined && { elasticsearch: records.elasticsearch }),
    ...(records.kafka !== undefined && { kafka: records.kafka }),
    grafanaUrl: config.grafana.url ?? null,
    otlpEndpoint: config.otlp.endpoint ?? null,
  };
}
