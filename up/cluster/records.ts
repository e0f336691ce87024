import type { ElasticsearchConfig, KafkaConfig } from '#contract/children.ts';
import { engineUser } from '../../engines/engine.ts';
import { fileAt, secretAt } from '../config/named-files.ts';
import type { Settings } from '../config/settings.ts';

/** What `up --help` says of it. */
export const clusterUsage = `--cluster
    Keeps lines and events in Elasticsearch, through Kafka; both are started on
    this host, unless --kafka or --elasticsearch names one.
`;

/** Where lines and events go; undefined: to the server, which keeps them itself. */
export interface Records {
  readonly kafka: KafkaConfig | undefined;
  readonly startsKafka: boolean;
  readonly elasticsearch: ElasticsearchConfig | undefined;
  readonly startsElasticsearch: boolean;
}

const prefix = 'sonde';

/** `password`: of what is started. */
export function recordsOf(settings: Settings, password: string): Records {
  const { config, startsCluster } = settings;
  const startsKafka = startsCluster && config.kafka.brokers.length === 0;
  const startsElasticsearch = startsCluster && config.elasticsearch.url === undefined;
  return {
    startsKafka,
    kafka: startsKafka ? startedKafka(settings, password) : config.kafka.brokers.length > 0 ? givenKafka(settings) : undefined,
    startsElasticsearch,
    elasticsearch: startsElasticsearch ? startedElasticsearch(settings, password) : givenElasticsearch(settings),
  };
}

/** A topic that Sonde makes has as many replicas as the broker's own default says. */
const asBrokersHave = -1;

function startedKafka({ config: { kafka } }: Settings, password: string): KafkaConfig {
  const sasl = { mechanism: 'plain', username: engineUser, password } as const;
  return { brokers: [`127.0.0.1:${kafka.port}`], sasl, prefix, partitions: kafka.partitions, replicas: 1 };
}

function givenKafka(settings: Settings): KafkaConfig {
  const { brokers, partitions, mechanism, user, passwordFile, ca, tls } = settings.config.kafka;
  return {
    brokers: [...brokers],
    prefix,
    partitions,
    replicas: asBrokersHave,
    ...((tls === 'on' || ca !== undefined) && { tls: ca === undefined ? {} : { ca: fileAt(settings, 'kafka.ca', ca) } }),
    ...(user !== undefined &&
      passwordFile !== undefined && { sasl: { mechanism, username: user, password: secretAt(settings, 'kafka.passwordFile', passwordFile) } }),
  };
}

function startedElasticsearch({ config: { elasticsearch } }: Settings, password: string): ElasticsearchConfig {
  return { url: `http://127.0.0.1:${elasticsearch.port}`, username: engineUser, password, prefix, shards: elasticsearch.shards, replicas: 0 };
}

function givenElasticsearch(settings: Settings): ElasticsearchConfig | undefined {
  const { url, ca, user, passwordFile, apiKeyFile, shards, replicas } = settings.config.elasticsearch;
  if (url === undefined) return undefined;
  return {
    url,
    prefix,
    shards,
    replicas,
    ...(ca !== undefined && { ca: fileAt(settings, 'elasticsearch.ca', ca) }),
    ...(user !== undefined && passwordFile !== undefined && { username: user, password: secretAt(settings, 'elasticsearch.passwordFile', passwordFile) }),
    ...(apiKeyFile !== undefined && { apiKey: secretAt(settings, 'elasticsearch.apiKeyFile', apiKeyFile) }),
  };
}
