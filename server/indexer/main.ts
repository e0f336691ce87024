import { createServer } from 'node:http';
import pino from 'pino';
import { Registry } from 'prom-client';
import { IndexerConfig } from '#contract/children.ts';
import { readConfig } from '../config.ts';
import { indexer } from './indexer.ts';
import { indexerMetrics } from './indexer-metrics.ts';
import { keepIndexing } from './keep-indexing.ts';

/** What is not closed by then is not waited for: what is not committed comes again. */
const closeWithinMs = 4500;

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
  const indexing = keepIndexing(() => indexer({ config, metrics, log }), { kafka: config.kafka, log, onReady: () => process.send?.({ ready: 'indexer' }) });
  const close = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'ending');
    setTimeout(() => process.exit(0), closeWithinMs).unref();
    void indexing.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', close).once('SIGINT', close);
}

start().catch((error: unknown) => {
  log.fatal({ err: error }, 'the indexer could not start');
  process.exit(1);
});
