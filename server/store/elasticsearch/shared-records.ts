import type { ElasticsearchConfig, ServerConfig } from '#contract/children.ts';
import type { Store } from '../store.ts';
import type { BulkTold } from './bulk.ts';
import { elasticsearchEvents } from './elasticsearch-events.ts';

type Config = Pick<ServerConfig, 'kafka' | 'node'> & { readonly elasticsearch: ElasticsearchConfig };

interface Options extends BulkTold {
  readonly onTrouble: (trouble: string) => void;
}

/** Events in Elasticsearch, through Kafka where there is one; places on the map are this server's own. */
export async function sharedRecords(own: Store, { elasticsearch, kafka, node }: Config, { onTrouble, ...told }: Options): Promise<Store> {
  const kept = elasticsearchEvents(elasticsearch, told);
  const events = kafka === undefined ? kept : (await import('../through-kafka.ts')).throughKafka(kept, kafka, { node, onTrouble });
  return {
    ...own,
    ...events,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([own, events].map((store) => store[Symbol.asyncDispose]()));
    },
  };
}
