import { randomBytes } from 'node:crypto';
import type { RunningEngine } from './running.ts';

type Reached = Pick<RunningEngine, 'address' | 'user' | 'password'>;

/** The settings of an indexer between the two, and of who else speaks to them, under a prefix of their own. */
export function configFor(kafka: Reached, elasticsearch: Reached) {
  const prefix = `sonde-${randomBytes(6).toString('hex')}`;
  return {
    node: 'n1',
    version: '0.0.0',
    listen: { host: '127.0.0.1', port: 0 },
    scrapeToken: '',
    kafka: {
      brokers: [kafka.address],
      sasl: { mechanism: 'plain' as const, username: kafka.user, password: kafka.password },
      prefix,
      partitions: 6,
      replicas: 1,
    },
    elasticsearch: {
      url: `http://${elasticsearch.address}`,
      username: elasticsearch.user,
      password: elasticsearch.password,
      prefix,
      shards: 1,
      replicas: 0,
    },
  };
}
