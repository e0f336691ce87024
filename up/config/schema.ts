import { isIP } from 'node:net';
import { type Static, Type } from 'typebox';
import { logSources } from '#contract/log-sources.ts';
import { literals } from '#contract/schema.ts';
import { hostAndPort } from './host-and-port.ts';

/**
 * The whole configuration of one host. A leaf carries its words: `description`, `allowed`, and an `example` where
 * there is no default. Flags, `SONDE_*` variables, the file, `sonde.example.yaml` and `up --help` all come from here.
 */
interface Words {
  readonly description: string;
  readonly example?: unknown;
  /** Where the variable is not SONDE_ and the key in capitals. */
  readonly env?: string;
  readonly allowed?: string;
}

const port = (defaultPort: number, words: Words) =>
  Type.Integer({ minimum: 1, maximum: 65535, default: defaultPort, allowed: 'a port from 1 to 65535', ...words });

const count = (minimum: number, maximum: number, defaultCount: number, words: Words) =>
  Type.Integer({ minimum, maximum, default: defaultCount, allowed: `an integer from ${minimum} to ${maximum}`, ...words });

const bytes = (minimum: number, defaultBytes: number, words: Words) =>
  Type.Integer({
    minimum,
    maximum: Number.MAX_SAFE_INTEGER,
    default: defaultBytes,
    unit: 'bytes',
    allowed: `a number of bytes, or one with KiB, MiB, GiB or TiB, from ${sizeText(minimum)}`,
    ...words,
  });

const address = (words: Words) =>
  Type.Refine(
    Type.String({ default: '127.0.0.1', allowed: 'an IPv4 or IPv6 address', ...words }),
    (value) => isIP(value) !== 0,
    () => 'not an address',
  );

const listenAddress = (words: Words & { flag: string }) =>
  Type.Refine(
    Type.String({ allowed: 'an IPv4 or IPv6 address and a port, like 127.0.0.1:5514 or [::1]:5514', ...words }),
    (value) => hostAndPort(value) !== undefined,
    () => 'no address with a port',
  );

const oneOf = <const Word extends string>(words: readonly [Word, ...Word[]], said: { readonly default: Word; readonly description: string }) =>
  Type.Unsafe<Word>(Type.String({ pattern: `^(${words.join('|')})$`, allowed: words.join(', '), ...said }));

const httpUrl = (words: Words & { readonly flag?: string }) =>
  Type.String({ pattern: '^https?://[^\\s/?#@]+(/[^\\s?#]*)?$', allowed: 'an http:// or https:// URL without user, query and fragment', ...words });

const webhookUrl = Type.String({ pattern: '^https?://[^\\s/?#@,]+(/[^\\s#,]*)?$', maxLength: 2048 });

const absolutePath = (words: Words & { default?: string }) =>
  Type.String({ pattern: '^/[^\\u0000-\\u001f]*$', maxLength: 1024, allowed: 'an absolute path', ...words });

const nodeName = { pattern: '^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$', maxLength: 253, allowed: 'letters, digits and - _ . between them' };

const hostNames = (words: Words) =>
  Type.Array(Type.String({ pattern: '^[A-Za-z0-9:.-]+$', maxLength: 253 }), {
    maxItems: 16,
    default: [],
    allowed: 'up to 16 host names or addresses, without a port',
    ...words,
  });

/** Where programs answer. */
const hostsWithPorts = (words: Words & { readonly flag?: string }) =>
  Type.Array(Type.String({ pattern: '^[^\\s,/]+:\\d{1,5}$', maxLength: 300 }), { maxItems: 32, default: [], allowed: 'up to 32 HOST:PORT', ...words });

const section = <Properties extends Parameters<typeof Type.Object>[0]>(description: string, properties: Properties) =>
  Type.Object(properties, { description, additionalProperties: false });

const kibibyte = 1024;
const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

const retention = (what: string, days: number, size: number) =>
  section(`How much of the ${what} is kept; whichever is reached first.`, {
    days: count(1, 3650, days, { description: `Days that ${what} are kept.` }),
    bytes: bytes(64 * mebibyte, size, { description: `Bytes that ${what} may take on disk.` }),
  });

export const Config = section('Sonde on one host.', {
  listen: address({ description: 'Address of the console and its API. One that other machines can reach needs tls.cert, tls.key and console.hosts.' }),
  port: port(8400, { description: 'Port of the console and its API.' }),
  data: absolutePath({
    default: '/var/lib/sonde',
    env: 'SONDE_DATA_DIR',
    description: 'Folder of everything that Sonde keeps. It is made when missing; Sonde takes no folder that holds anything else.',
  }),
  node: Type.Optional(Type.String({ ...nodeName, example: 'web-1', description: 'Name of this host in every series; the host name when absent.' })),
  cluster: Type.String({
    ...nodeName,
    default: 'local',
    flag: '--cluster-name',
    env: 'SONDE_CLUSTER',
    description: 'Name of the group of hosts that this one belongs to, in every series.',
  }),
  console: section('Who may call the console, and by which name.', {
    hosts: hostNames({
      example: ['sonde.example.com'],
      description: 'Names by which browsers reach the console; a request for any other Host is refused. The first one stands in the ready line.',
    }),
  }),
  tls: section('Encryption of the console. Both or none.', {
    cert: Type.Optional(absolutePath({ example: '/etc/sonde/tls.crt', description: 'PEM file of the certificate, with its chain.' })),
    key: Type.Optional(absolutePath({ example: '/etc/sonde/tls.key', description: 'PEM file of its private key.' })),
  }),
  agent: section('The process that reads the kernel.', {
    listen: address({ description: 'Address of the agent’s /metrics. They need no token: whoever reaches the address can read them.' }),
    port: port(8401, { description: 'Port of the agent’s /metrics.' }),
    hosts: hostNames({ example: ['web-1.example.com'], description: 'Names by which other scrapers reach the agent, beside the address itself.' }),
  }),
  prometheus: section('Where the series are kept.', {
    port: port(8402, { description: 'Port of the Prometheus that Sonde starts, on 127.0.0.1.' }),
    url: Type.Optional(
      httpUrl({
        example: 'http://127.0.0.1:9090',
        description: 'A Prometheus of your own: then none is started, and yours has to scrape what <data>/up/prometheus.yml lists.',
      }),
    ),
  }),
  alertmanager: section('Where alerts are grouped, silenced and sent from.', {
    port: port(8403, { description: 'Port of the Alertmanager that Sonde starts, on 127.0.0.1.' }),
    url: Type.Optional(
      httpUrl({
        example: 'http://127.0.0.1:9093',
        description:
          'An Alertmanager of your own: then none is started, and yours decides who is told; <data>/alerting/alertmanager.yml is what ours would do.',
      }),
    ),
    ca: Type.Optional(
      absolutePath({
        example: '/etc/sonde/alertmanager-ca.crt',
        description: 'PEM file of who signed its certificate, where that is not one that everybody trusts.',
      }),
    ),
    user: Type.Optional(
      Type.String({
        pattern: '^[^:\\u0000-\\u001f]+$',
        maxLength: 256,
        allowed: 'a name without a colon',
        example: 'sonde',
        description: 'As whom to sign in.',
      }),
    ),
    passwordFile: Type.Optional(absolutePath({ example: '/etc/sonde/alertmanager.password', description: 'File with the password, in its first line.' })),
    tokenFile: Type.Optional(
      absolutePath({
        example: '/etc/sonde/alertmanager.token',
        description: 'File with a bearer token, in its first line, in place of user and password.',
      }),
    ),
  }),
  alerting: section('Who is told of alerts.', {
    webhooks: Type.Array(Type.Object({ url: webhookUrl }, { additionalProperties: false }), {
      maxItems: 16,
      default: [],
      flag: '--webhook',
      allowed: 'up to 16 http:// or https:// URLs; in the file each as { url: … }',
      example: [{ url: 'https://hooks.example.com/sonde' }],
      description: 'Where alerts are sent in Alertmanager’s webhook format, signed with <data>/up/webhook.secret.',
    }),
  }),
  logs: section('The process that reads logs. It runs where there is something to read.', {
    sources: Type.Array(literals(logSources), {
      default: [...logSources],
      allowed: 'kernel (its messages), journal (of systemd), containers (of Kubernetes and Docker); [] in the file for none',
      description: 'What is read without being named.',
    }),
    files: Type.Array(Type.String({ pattern: '^/[^\\u0000-\\u001f,]*$', maxLength: 1024 }), {
      maxItems: 64,
      default: [],
      flag: '--logs',
      allowed: 'up to 64 absolute paths, in which * ** ? and [] stand for several',
      example: ['/var/log/*.log'],
      description: 'Files whose lines are kept and can be searched.',
    }),
    syslog: Type.Optional(
      listenAddress({
        flag: '--syslog',
        example: '127.0.0.1:5514',
        description: 'Where syslog (RFC 5424 and 3164) is taken, over UDP and TCP; absent, nowhere. Whoever reaches the address can write lines.',
      }),
    ),
    otlp: Type.Optional(
      listenAddress({
        flag: '--otlp-logs',
        example: '127.0.0.1:4318',
        description: 'Where POST /v1/logs of OTLP/HTTP is taken (protobuf or JSON); absent, nowhere. Whoever reaches the address can write lines.',
      }),
    ),
    port: port(8404, { description: 'Port of its /metrics, on 127.0.0.1.' }),
    spoolBytes: bytes(64 * mebibyte, gibibyte, {
      description: 'Bytes of lines that wait on the disk while the server does not take them; beyond it the oldest are lost, and counted.',
    }),
  }),
  kafka: section('Where lines wait until they are stored, in place of the spool alone. It takes an Elasticsearch.', {
    brokers: hostsWithPorts({ flag: '--kafka', example: ['kafka-1:9092'], description: 'A Kafka of your own: its brokers, or some of them.' }),
    tls: oneOf(['off', 'on'], { default: 'off', description: 'Whether connections are encrypted.' }),
    ca: Type.Optional(
      absolutePath({ example: '/etc/sonde/kafka-ca.crt', description: 'PEM file of who signed its certificate, where that is not one that everybody trusts.' }),
    ),
    mechanism: oneOf(['scram-sha-512', 'scram-sha-256', 'plain'], { default: 'scram-sha-512', description: 'How to sign in.' }),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 256, allowed: 'a name', example: 'sonde', description: 'As whom to sign in (SASL).' })),
    passwordFile: Type.Optional(absolutePath({ example: '/etc/sonde/kafka.password', description: 'File with the password, in its first line.' })),
    partitions: count(1, 1000, 6, { description: 'Partitions of the topics, where Sonde makes them: as many indexers can share the work.' }),
    port: port(8405, {
      description:
        'Port of the Kafka that --cluster starts, on 127.0.0.1; its controller has the next one. It keeps each topic as long, and as many bytes of it, as retention.logs says.',
    }),
  }),
  elasticsearch: section('Where records and lines are kept, in place of the server’s own folder.', {
    url: Type.Optional(
      httpUrl({ flag: '--elasticsearch', example: 'https://elastic.example.com:9200', description: 'An Elasticsearch (8 or 9) of your own.' }),
    ),
    ca: Type.Optional(
      absolutePath({
        example: '/etc/sonde/elastic-ca.crt',
        description: 'PEM file of who signed its certificate, where that is not one that everybody trusts.',
      }),
    ),
    user: Type.Optional(Type.String({ minLength: 1, maxLength: 256, allowed: 'a name', example: 'sonde', description: 'As whom to sign in.' })),
    passwordFile: Type.Optional(absolutePath({ example: '/etc/sonde/elastic.password', description: 'File with the password, in its first line.' })),
    apiKeyFile: Type.Optional(absolutePath({ example: '/etc/sonde/elastic.key', description: 'File with an encoded API key, in place of user and password.' })),
    shards: count(1, 100, 1, { description: 'Shards of each day’s index.' }),
    replicas: count(0, 10, 1, { description: 'Copies of each shard; the one that --cluster starts has none.' }),
    port: port(8407, { description: 'Port of the Elasticsearch that --cluster starts, on 127.0.0.1.' }),
  }),
  indexer: section('The process that takes lines from Kafka to Elasticsearch.', {
    port: port(8408, { description: 'Port of its /metrics.' }),
    listen: address({
      description:
        'Address of the /metrics of `./sonde indexer`, which need no token. The indexer of `./sonde up` answers on 127.0.0.1 alone, and to Prometheus.',
    }),
    elsewhere: hostsWithPorts({
      example: ['web-2:8408'],
      description: 'Where `./sonde indexer` runs on other hosts, with its indexer.port: Prometheus scrapes these too.',
    }),
  }),
  scrapeIntervalSeconds: count(1, 60, 5, { description: 'Seconds between two scrapes of the agent.' }),
  seriesBudget: count(3000, 1_000_000, 20_000, {
    description:
      'How many series the agent may export; edges beyond it are counted in the edge `other`, until one that was idle for 60 scrapes (5 minutes at most) gives way.',
  }),
  retention: section('How long things are kept.', {
    metrics: retention('metrics', 15, 2 * gibibyte),
    records: retention('records', 7, gibibyte),
    logs: retention('log lines', 7, 4 * gibibyte),
  }),
  limits: section('What Sonde may take: sizes of the tables in the kernel (what does not fit is counted as lost), and time.', {
    requestsCpuPercent: count(1, 6400, 100, {
      description: 'Percent of one core that reading requests may take in the kernel; beyond it connections are sampled, and the counts say so.',
    }),
    edges: count(256, 1_048_576, 16_384, { description: 'Edges: who talks to whom on which port.' }),
    processes: count(256, 1_048_576, 8192, { description: 'Processes whose names are known.' }),
    tuples: count(256, 4_194_304, 32_768, { description: 'Connections whose two ends are both on this host.' }),
    ringBytes: Type.Refine(
      bytes(64 * kibibyte, 256 * kibibyte, { description: 'Bytes of each ring buffer from kernel to agent.', allowed: 'a power of two, from 64KiB' }),
      (size) => Number.isInteger(Math.log2(size)),
      () => 'not a power of two',
    ),
  }),
  grafana: section('A Grafana that has the boards of dashboards/dist/grafana.', {
    url: Type.Optional(httpUrl({ example: 'https://grafana.example.com', description: 'Its address; the console links to its boards then.' })),
  }),
  otlp: section('Sonde’s own traces.', {
    endpoint: Type.Optional(
      httpUrl({ example: 'http://127.0.0.1:4318', description: 'OTLP/HTTP endpoint for the traces of Sonde’s own requests; absent, none are made.' }),
    ),
  }),
});
export type Config = Static<typeof Config>;

/** Whether there are any lines to be read. */
export function readsLogs({ logs: { files, sources, syslog, otlp } }: Config): boolean {
  return files.length > 0 || sources.length > 0 || syslog !== undefined || otlp !== undefined;
}

/** `64MiB`: the shortest exact way to write a number of bytes. */
export function sizeText(size: number): string {
  const units = ['', 'KiB', 'MiB', 'GiB', 'TiB'];
  let power = 0;
  while (power < units.length - 1 && size > 0 && size % 1024 ** (power + 1) === 0) power += 1;
  return `${size / 1024 ** power}${units[power]}`;
}
