import { after } from 'node:test';
import { type RunningElasticsearch, type RunningKafka, runningElasticsearch, runningKafka } from './running.ts';

/** Those of all tests of a process: each works under a prefix of its own, and starts again what it has ended. */
let kafka: Promise<RunningKafka> | undefined;
let elasticsearch: Promise<RunningElasticsearch> | undefined;

export function sharedKafka(): Promise<RunningKafka> {
  kafka ??= runningKafka();
  return kafka;
}

export function sharedElasticsearch(): Promise<RunningElasticsearch> {
  elasticsearch ??= runningElasticsearch();
  return elasticsearch;
}

after(async () => {
  // One that did not start has told it to whoever asked for it, and keeps no other from ending.
  for (const engine of await Promise.allSettled([kafka, elasticsearch])) if (engine.status === 'fulfilled') await engine.value?.[Symbol.asyncDispose]();
});
