import pino from 'pino';
import { ServerConfig } from '#contract/children.ts';
import { serverApp } from './app.ts';
import { readConfig } from './config.ts';
import { demoSwitches } from './demo/switches.ts';
import { consoleToken } from './security/console-token.ts';
import { openServices, type TellUp } from './services.ts';
import { noTracing, openTelemetry } from './tracing.ts';

/** What is not closed by then is not waited for. */
const closeWithinMs = 4500;

process.title = 'sonde-server';
const log = pino({ name: 'sonde-server', base: null, timestamp: pino.stdTimeFunctions.isoTime });

async function startTracing(endpoint: string | null, version: string): Promise<typeof noTracing> {
  if (endpoint === null) return noTracing;
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
  return await openTelemetry(version);
}

async function start(): Promise<void> {
  const config = await readConfig(ServerConfig, process.stdin);
  const { token, failure } = await consoleToken(config.dataDir);
  if (failure !== undefined) log.error({ err: failure }, 'the token of the console could not be kept: it holds until the server ends');
  const tracing = await startTracing(config.otlpEndpoint, config.version);
  const ready = Promise.withResolvers<void>();
  // The first message has to say that it is ready.
  const tellUp: TellUp = (message) => void ready.promise.then(() => process.send?.(message));
  const services = await openServices(config, log, tracing, tellUp, demoSwitches(process));
  const app = await serverApp(services, token, log);
  const close = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'ending');
    setTimeout(() => process.exit(1), closeWithinMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'ending');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  await app.listen({ host: config.listen.host, port: config.listen.port });
  process.send?.({ ready: 'server', consoleToken: token });
  ready.resolve();
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, 'the server could not start');
  process.exit(1);
});
