import { randomBytes } from 'node:crypto';
import { after, before } from 'node:test';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { engineUser } from '../../../engines/engine.ts';
import { type RunningEngine, runningElasticsearch } from '../../../engines/running.ts';
import { conforms as conformsToRecords } from '../conforms.ts';
import { conforms, type LogStoreLimits } from '../logs/conforms.ts';
import { conformsToPatterns } from '../logs/conforms-patterns.ts';
import { conformsToQueries } from '../logs/conforms-queries.ts';
import type { LogStore } from '../logs/log-store.ts';
import type { RecordStore } from '../store.ts';
import { elasticsearch } from './client.ts';
import { elasticsearchEvents } from './elasticsearch-events.ts';
import { elasticsearchLogs } from './elasticsearch-logs.ts';
import { dayIndexes } from './retention.ts';
import { kinds } from './templates.ts';

let engine: RunningEngine;
before(async () => {
  engine = await runningElasticsearch();
});
after(() => engine[Symbol.asyncDispose]());

const configOf = (): ElasticsearchConfig => ({
  url: `http://${engine.address}`,
  username: engineUser,
  password: engine.password,
  prefix: `sonde-${randomBytes(6).toString('hex')}`,
  shards: 2,
  replicas: 0,
});

async function removeAll(config: ElasticsearchConfig): Promise<void> {
  const server = elasticsearch(config);
  const indexes = await dayIndexes(server, config, kinds);
  if (indexes.length > 0) await server.ask({ method: 'DELETE', path: `/${indexes.map(({ index }) => index).join(',')}` });
  await server.close();
}

async function open({ bytes, days = 365_000 }: LogStoreLimits): Promise<LogStore> {
  const config = configOf();
  const store = elasticsearchLogs({
    config,
    days,
    bytes,
    isFoundAtOnce: true,
    onFailure: (error) => {
      throw error;
    },
  });
  return {
    ...store,
    get isBusy() {
      return store.isBusy;
    },
    [Symbol.asyncDispose]: async () => {
      await removeAll(config);
      await store[Symbol.asyncDispose]();
    },
  };
}

async function openEvents(): Promise<RecordStore & AsyncDisposable> {
  const config = configOf();
  const store = elasticsearchEvents(config);
  return {
    ...store,
    [Symbol.asyncDispose]: async () => {
      await removeAll(config);
      await store[Symbol.asyncDispose]();
    },
  };
}

conformsToRecords('elasticsearch', openEvents);
conforms('elasticsearch', open);
conformsToQueries('elasticsearch', open);
conformsToPatterns('elasticsearch', open);
