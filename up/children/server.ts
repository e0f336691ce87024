import { join } from 'node:path';
import { type ServerConfig, ServerReady } from '#contract/children.ts';
import { alertsOfAgent } from '../../dashboards/alerts/of-agent.ts';
import { alertsThatWorsen } from '../../dashboards/alerts/worsening.ts';
import { checkout, type Host, nodeIn } from '../host/host.ts';
import { offerSwitches } from '../host/switches.ts';
import { alertmanagerUser } from './alertmanager.ts';
import type { Child } from './child.ts';
import { asSonde } from './confine.ts';
import { externalLabels } from './prometheus-config.ts';
import { answers, messageOf } from './readiness.ts';

/** What the server tells the supervisor. */
export interface ServerTells {
  /** The console's token, at each start. */
  readonly token: (token: string) => void;
  /** Anything else. */
  readonly message: (message: unknown) => void;
}

/** Console and API. */
export function serverChild(host: Host, tells: ServerTells): Child {
  const mounted = join(host.mountPoint, 'checkout');
  return {
    name: 'server',
    // As for the agent: half the memory, from the second start on.
    env: { NODE_COMPILE_CACHE: join(host.mountPoint, 'data', 'compile-cache') },
    command: asSonde([nodeIn(mounted), '--max-semi-space-size=1', '--disable-warning=TimeoutNegativeWarning', join(mounted, 'server', 'main.ts')], {
      mountPoint: host.mountPoint,
      readOnly: { checkout },
      writable: { data: host.folders.server, alerting: host.folders.alerting },
    }),
    ipc: true,
    input: () => `${JSON.stringify(serverConfig(host))}\n`,
    ready: async (run) => {
      run.waitsFor('it starts to listen');
      if (host.switches !== undefined) offerSwitches(host.switches, run);
      run.onMessage(tells.message);
      const { consoleToken } = await messageOf(run, ServerReady);
      tells.token(consoleToken);
      await answers(run, `${host.addresses.api}/readyz`, { tls: host.tls });
    },
  };
}

function serverConfig(host: Host): ServerConfig {
  const { config, node, version, addresses, tls, mountPoint, ingestToken, scrapeToken, deployToken, records } = host;
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
    ownPorts: ownPorts(host),
    alerting: alertingConfig(host),
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

function ownPorts({ config: { prometheus, alertmanager, kafka, elasticsearch }, records }: Host): number[] {
  return [
    prometheus.port,
    ...(alertmanager.url === undefined ? [alertmanager.port] : []),
    ...(records.startsKafka ? [kafka.port] : []),
    ...(records.startsElasticsearch ? [elasticsearch.port] : []),
  ];
}

function alertingConfig({ config, node, addresses, alerting, givenAlertmanager, tls, mountPoint, forScale }: Host): ServerConfig['alerting'] {
  const isOurs = config.alertmanager.url === undefined;
  return {
    alertmanager: {
      url: addresses.alertmanager,
      isOurs,
      ...(isOurs ? { login: { username: alertmanagerUser, password: alerting.password } } : givenAlertmanager),
      folder: join(mountPoint, 'alerting'),
    },
    notify: { url: addresses.api, token: alerting.notifyToken, scale: forScale, ...(tls !== undefined && { serverName: tls.serverName }) },
    externalLabels: externalLabels({ config, node }),
    ofAgent: alertsOfAgent(),
    worsening: alertsThatWorsen(),
    webhooks: config.alerting.webhooks,
    signingSecret: alerting.signingSecret,
    webhookToken: alerting.webhookToken,
  };
}
