import { join } from 'node:path';
import { type IndexerConfig, IndexerReady } from '#contract/children.ts';
import { type Child, running } from '../children/child.ts';
import { asSonde } from '../children/confine.ts';
import { messageOf } from '../children/readiness.ts';
import { checkout, type Host, nodeIn } from '../host/host.ts';

/** kafkajs waits for times that are over (tulios/kafkajs#1751): Node warns of that, and nothing comes of it. */
export const indexerFlags = ['--max-semi-space-size=8', '--disable-warning=TimeoutNegativeWarning'];

/** Takes what is in Kafka to Elasticsearch, where there are both. */
export function indexerChildren(host: Host): Child[] {
  const { kafka, elasticsearch } = host.records;
  if (kafka === undefined || elasticsearch === undefined) return [];
  const mounted = join(host.mountPoint, 'checkout');
  const config: IndexerConfig = {
    node: host.node,
    version: host.version,
    listen: { host: '127.0.0.1', port: host.config.indexer.port },
    scrapeToken: host.scrapeToken,
    kafka,
    elasticsearch,
  };
  return [
    {
      name: 'indexer',
      command: asSonde([nodeIn(mounted), ...indexerFlags, join(mounted, 'server', 'indexer', 'main.ts')], {
        mountPoint: host.mountPoint,
        readOnly: { checkout },
        writable: {},
      }),
      ipc: true,
      input: () => `${JSON.stringify(config)}\n`,
      // Where somebody else's Kafka is away, lines wait in the spool, as they do later: the doctor says so, in a console that has to be there.
      ready: host.records.startsKafka ? joined : running,
    },
  ];
}

const joined: Child['ready'] = async (run) => {
  run.waitsFor('it joins its group in Kafka');
  await messageOf(run, IndexerReady);
};
