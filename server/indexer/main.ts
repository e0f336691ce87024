import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import pino from 'pino';
import { Registry } from 'prom-client';
import { IndexerConfig } from '#contract/children.ts';
import { readConfig } from '../config.ts';
import { indexer } from './indexer.ts';
import { indexerMetrics } from './indexer-metrics.ts';

/** What is not closed by then is not waited for: what is not committed comes again. */
const closeWithinMs = 4500;
const againMs = { first: 500, most: 30_000 };

process.title = 'sonde-indexer';
const log = pino({ name: 'sonde-indexer', base: null, timestamp: pino.stdTimeFunctions.isoTime });

async function start(): Promise<void> {
  const config = await readConfig(IndexerConfig, process.stdin);
  const metrics = indexerMetrics(new Registry());
  const http = createServer((request, response) => {
    const isKnown = config.scrapeToken === null || request.headers.authorization === `Bearer ${config.scrapeToken}`;
    if (request.url !== '/metrics' || !isKnown) {
      response.writeHead(request.url === '/metrics' ? 401 : 404).end();
      return;
    }
    metrics.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  http.on('error', (error) => log.error(`its metrics cannot be read at port ${config.listen.port}: ${error.message}`));
  http.listen(config.listen.port, config.listen.host);
  const running = indexer({ config, metrics, log });
  const close = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'ending');
    setTimeout(() => process.exit(0), closeWithinMs).unref();
    void running.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', close).once('SIGINT', close);
  // Where Kafka is away or refuses, ending and being started again would change nothing.
  for (let waitMs = againMs.first; ; waitMs = Math.min(againMs.most, waitMs * 2)) {
    try {
      await running.run();
      break;
    } catch (error) {
      log.error(`Kafka at ${config.kafka.brokers.join(', ')} is not to be worked with, and tried again in ${waitMs} ms: ${reasonOf(error)}`);
      await delay(waitMs);
    }
  }
  process.send?.({ ready: 'indexer' });
}

/** With its causes: a topic that may not be made has one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${reasonOf(error.cause)}`;
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, 'the indexer could not start');
  process.exit(1);
});
