import { type Static, Type } from 'typebox';
import { logSources } from './log-sources.ts';
import { literals } from './schema.ts';

/**
 * What the supervisor tells a child: one line of JSON on its standard input, so that no token stands in an
 * argument or an environment. A child answers over its IPC channel when it is ready.
 */
const Address = Type.Object({ host: Type.String(), port: Type.Integer({ minimum: 0, maximum: 65535 }) }, { additionalProperties: false });

const Ingest = Type.Object({
  url: Type.String({ description: 'of POST /api/records, or of the batches of lines' }),
  token: Type.String({ description: 'the Bearer with which the agent sends records, and with which the server asks it' }),
  /** With TLS: the certificate to trust (PEM) and the name in it, which need not resolve here. */
  tls: Type.Optional(Type.Object({ ca: Type.String(), serverName: Type.String() })),
});

export const KafkaConfig = Type.Object(
  {
    brokers: Type.Array(Type.String({ description: 'HOST:PORT' }), { minItems: 1 }),
    /** With it, connections are encrypted. */
    tls: Type.Optional(Type.Object({ ca: Type.Optional(Type.String({ description: 'PEM, where it is not one that everybody trusts' })) })),
    sasl: Type.Optional(
      Type.Object({ mechanism: literals(['plain', 'scram-sha-256', 'scram-sha-512'] as const), username: Type.String(), password: Type.String() }),
    ),
    prefix: Type.String({ description: 'how its topics and its group begin' }),
    partitions: Type.Integer({ minimum: 1, description: 'of a topic that is made' }),
    replicas: Type.Integer({ minimum: -1, description: 'of a topic that is made; -1: as many as the broker’s default says' }),
  },
  { additionalProperties: false },
);
export type KafkaConfig = Static<typeof KafkaConfig>;

export const AgentConfig = Type.Object(
  {
    node: Type.String(),
    cluster: Type.String(),
    version: Type.String(),
    listen: Address,
    /** Host headers that 8401 answers to, beside the address itself. */
    allowedHosts: Type.Array(Type.String()),
    bpfObjects: Type.String({ description: 'folder of the compiled *.bpf.o' }),
    /** Where flows wait for the server. */
    folder: Type.String(),
    seriesBudget: Type.Integer({ minimum: 3000 }),
    scrapeIntervalSeconds: Type.Number(),
    /** Where records go; null: they are counted and dropped. */
    ingest: Type.Union([Ingest, Type.Null()]),
    /** How many edges, sockets and processes the kernel's maps hold. */
    limits: Type.Object({
      requestsCpuPercent: Type.Integer({ description: 'of one core, in the kernel' }),
      edges: Type.Integer(),
      processes: Type.Integer(),
      tuples: Type.Integer(),
      ringBytes: Type.Integer(),
    }),
  },
  { additionalProperties: false },
);
export type AgentConfig = Static<typeof AgentConfig>;

export const LogsConfig = Type.Object(
  {
    node: Type.String(),
    version: Type.String(),
    listen: Address,
    /** Host headers that are answered, beside the address itself. */
    allowedHosts: Type.Array(Type.String()),
    /** Where the spool and the checkpoint are. */
    folder: Type.String(),
    spoolBytes: Type.Integer(),
    sources: Type.Array(literals(logSources), { description: 'what is read beside the files' }),
    files: Type.Array(Type.String(), { description: 'globs of absolute paths' }),
    inputs: Type.Object({ syslog: Type.Optional(Address), otlp: Type.Optional(Address) }, { description: 'where is listened for what others send' }),
    /** Folders of which nothing is read: what Sonde writes itself. */
    leftOut: Type.Array(Type.String()),
    writers: Type.Array(Type.Object({ file: Type.String(), identity: Type.String() }), { description: 'files that are read too, and whose lines they are' }),
    agentUrl: Type.String({ description: 'of the process that reads the kernel, on this host' }),
    ingest: Ingest,
    /** Where lines go in place of the server. */
    kafka: Type.Optional(KafkaConfig),
  },
  { additionalProperties: false },
);
export type LogsConfig = Static<typeof LogsConfig>;

export const ElasticsearchConfig = Type.Object(
  {
    url: Type.String({ description: 'http:// or https://' }),
    username: Type.Optional(Type.String()),
    password: Type.Optional(Type.String()),
    apiKey: Type.Optional(Type.String({ description: 'encoded, as Elasticsearch gives it; in place of user and password' })),
    ca: Type.Optional(Type.String({ description: 'PEM, where it is not one that everybody trusts' })),
    prefix: Type.String({ description: 'how its indexes and templates begin' }),
    shards: Type.Integer({ minimum: 1, description: 'of each day’s index' }),
    replicas: Type.Integer({ minimum: 0, description: 'of each shard' }),
  },
  { additionalProperties: false },
);
export type ElasticsearchConfig = Static<typeof ElasticsearchConfig>;

/** Where alerts go. */
const AlertingConfig = Type.Object(
  {
    alertmanager: Type.Object({
      url: Type.String(),
      /** Whether Sonde started it; another decides by itself who is told. */
      isOurs: Type.Boolean(),
      /** Absent: it asks for none. */
      login: Type.Optional(Type.Union([Type.Object({ username: Type.String(), password: Type.String() }), Type.Object({ token: Type.String() })])),
      /** PEM of who signed its certificate; absent: one whom everybody trusts. */
      ca: Type.Optional(Type.String()),
      folder: Type.String({ description: 'where its configuration is written, which it reads where it is ours' }),
    }),
    /** How Alertmanager reaches this server. With TLS: the name in its certificate. */
    notify: Type.Object({
      url: Type.String(),
      token: Type.String(),
      serverName: Type.Optional(Type.String()),
      scale: Type.Optional(Type.Number({ description: 'by how much less a group waits, in trials' })),
    }),
    /** Labels that Prometheus gives to alerts that lack them. */
    externalLabels: Type.Record(Type.String(), Type.String()),
    ofAgent: Type.Array(Type.String(), { description: 'names of alerts that say nothing of a node whose agent is down' }),
    worsening: Type.Array(Type.String(), { description: 'names of alerts that are a ticket or less and, where it is worse, a page' }),
    webhooks: Type.Array(Type.Object({ url: Type.String() })),
    signingSecret: Type.String({ description: 'with which what is sent to webhooks is signed' }),
    webhookToken: Type.String({ description: 'the Bearer with which others send us alerts' }),
  },
  { additionalProperties: false },
);
export type AlertingConfig = Static<typeof AlertingConfig>;

const Kept = Type.Object({ days: Type.Integer(), bytes: Type.Integer() });

export const ServerConfig = Type.Object(
  {
    node: Type.String(),
    cluster: Type.String(),
    version: Type.String(),
    listen: Address,
    tls: Type.Union([Type.Object({ cert: Type.String(), key: Type.String() }), Type.Null()], { description: 'PEM texts, not paths' }),
    /** Host headers that are answered, beside the address itself. */
    allowedHosts: Type.Array(Type.String()),
    dataDir: Type.String({ description: 'its own folder, <data>/server' }),
    webRoot: Type.String({ description: 'folder of the built console' }),
    prometheusUrl: Type.String(),
    ownPorts: Type.Array(Type.Integer(), { description: 'those that the servers listen on that Sonde started here: Prometheus, Alertmanager, engines' }),
    alerting: AlertingConfig,
    scrapeIntervalSeconds: Type.Number(),
    agents: Type.Array(Type.Object({ node: Type.String(), url: Type.String() })),
    ingestToken: Type.String(),
    scrapeToken: Type.String({ description: 'the Bearer with which Prometheus reads /metrics' }),
    deployToken: Type.String({ description: 'the Bearer with which pipelines tell of deploys' }),
    /** Prometheus' own, which bounds what can be asked for, and those of the records and lines, which the server keeps. */
    retention: Type.Object({ metrics: Type.Object({ days: Type.Integer() }), records: Kept, logs: Kept }),
    /** Where records and lines are kept in place of its folder. */
    elasticsearch: Type.Optional(ElasticsearchConfig),
    /** Through which events go there. */
    kafka: Type.Optional(KafkaConfig),
    /** Where the same is shown; null: nowhere. */
    grafanaUrl: Type.Union([Type.String(), Type.Null()]),
    otlpEndpoint: Type.Union([Type.String(), Type.Null()]),
  },
  { additionalProperties: false },
);
export type ServerConfig = Static<typeof ServerConfig>;

export const IndexerConfig = Type.Object(
  {
    node: Type.String(),
    version: Type.String(),
    listen: Address,
    scrapeToken: Type.Union([Type.String(), Type.Null()], { description: 'the Bearer with which Prometheus reads /metrics; null: whoever reaches it may' }),
    kafka: KafkaConfig,
    elasticsearch: ElasticsearchConfig,
  },
  { additionalProperties: false },
);
export type IndexerConfig = Static<typeof IndexerConfig>;

/** IPC messages of the agent and the server to the supervisor. */
export const AgentReady = Type.Object({
  ready: Type.Literal('agent'),
  collectorsUp: Type.Array(Type.String()),
  collectorsDown: Type.Array(Type.Object({ name: Type.String(), reason: Type.String() })),
});
export const LogsReady = Type.Object({ ready: Type.Literal('logs') });
export const IndexerReady = Type.Object({ ready: Type.Literal('indexer') });
export const ServerReady = Type.Object({ ready: Type.Literal('server'), consoleToken: Type.String() });
