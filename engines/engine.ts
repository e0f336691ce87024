import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** A server that Sonde starts where none is given, as a child of `up` or of a test. */
export interface Engine {
  readonly name: 'kafka' | 'elasticsearch';
  readonly command: readonly string[];
  /** Its settings, on standard input. */
  readonly input: string;
}

export interface EnginePlaces {
  /** This repository, as the engine finds it. */
  readonly checkout: string;
  /** The engine's own folder. */
  readonly data: string;
}

const startOf = (name: Engine['name'], { checkout, data }: EnginePlaces): string[] => [
  'sh',
  join(checkout, 'engines', name, 'start.sh'),
  data,
  join(checkout, '.build', 'engines', name),
];

const written = (settings: Readonly<Record<string, string | number | boolean>>, sign: string): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}${sign}${value}\n`)
    .join('');

/** Who may ask: the lines that are kept there are not for everyone on the host. */
export const engineUser = 'sonde';

interface KafkaAt {
  readonly port: number;
  readonly controllerPort: number;
  readonly password: string;
  /** How much of each partition, and for how long; where it is not told, as Kafka does: a week. */
  readonly keeps?: { readonly bytesOfPartition: number; readonly hours: number };
  /** Of a second listener, as others have it: encrypted, with SCRAM, and for users who may do nothing that is not allowed to them. */
  readonly secured?: { readonly port: number; readonly cert: string; readonly key: string; readonly users: Readonly<Record<string, string>> };
}

const pem = (text: string): string => text.trim().replaceAll('\n', '\\n');

function securedListener({ port, controllerPort, secured }: KafkaAt): Readonly<Record<string, string>> {
  if (secured === undefined) return {};
  const { cert, key } = secured;
  const addresses = `BROKER://127.0.0.1:${port},SECURED://127.0.0.1:${secured.port}`;
  const one = 'listener.name.secured';
  return {
    listeners: `${addresses},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': addresses,
    'listener.security.protocol.map': 'BROKER:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT,SECURED:SASL_SSL',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': `User:${engineUser}`,
    [`${one}.sasl.enabled.mechanisms`]: 'SCRAM-SHA-256,SCRAM-SHA-512',
    [`${one}.scram-sha-256.sasl.jaas.config`]: 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    [`${one}.scram-sha-512.sasl.jaas.config`]: 'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    [`${one}.ssl.keystore.type`]: 'PEM',
    [`${one}.ssl.keystore.certificate.chain`]: pem(cert),
    [`${one}.ssl.keystore.key`]: pem(key),
  };
}

const scramUsers = (users: Readonly<Record<string, string>> = {}): string[] =>
  Object.entries(users).flatMap(([name, password]) =>
    ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((kind) => ['--add-scram', `${kind}=[name=${name},password=${password}]`]),
  );

/** One node: any name that stays the same. */
const clusterId = 'c29uZGUtb24tb25lLWhvc3';

export function kafkaEngine(places: EnginePlaces, at: KafkaAt): Engine {
  const { port, controllerPort, password, keeps } = at;
  const who = `username="${engineUser}" password="${password}" user_${engineUser}="${password}"`;
  const signIn = `org.apache.kafka.common.security.plain.PlainLoginModule required ${who};`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `BROKER://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `BROKER://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': 'BROKER:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT',
    'sasl.enabled.mechanisms': 'PLAIN',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'sasl.mechanism.controller.protocol': 'PLAIN',
    'listener.name.broker.plain.sasl.jaas.config': signIn,
    'listener.name.controller.plain.sasl.jaas.config': signIn,
    'log.dirs': join(places.data, 'log'),
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    // Without these two it comes back 13 s after a kill in place of 4.
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 2000,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'log.index.size.max.bytes': 1_048_576,
    'log.segment.bytes': 67_108_864,
    ...(keeps !== undefined && { 'log.retention.bytes': keeps.bytesOfPartition, 'log.retention.hours': keeps.hours }),
    ...securedListener(at),
  };
  return { name: 'kafka', command: [...startOf('kafka', places), clusterId, ...scramUsers(at.secured?.users)], input: written(settings, '=') };
}

/** As Elasticsearch keeps passwords. */
function hashed(password: string): string {
  const salt = randomBytes(32);
  const rounds = 10_000;
  return `{PBKDF2}${rounds}$${salt.toString('base64')}$${pbkdf2Sync(password, salt, rounds, 32, 'sha512').toString('base64')}`;
}

interface ElasticsearchAt {
  readonly port: number;
  readonly password: string;
  /** Who may do no more than that, as Elasticsearch describes a role. */
  readonly guest?: { readonly password: string; readonly rights: object };
}

export const guestUser = 'guest';

export function elasticsearchEngine(places: EnginePlaces, { port, password, guest }: ElasticsearchAt): Engine {
  const settings = {
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': 0,
    'discovery.type': 'single-node',
    'path.data': join(places.data, 'data'),
    'path.logs': join(places.data, 'logs'),
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'xpack.security.enabled': true,
    'xpack.security.autoconfiguration.enabled': false,
    'xpack.security.http.ssl.enabled': false,
    'xpack.security.transport.ssl.enabled': false,
  };
  const users = [
    `${engineUser}:${hashed(password)}`,
    ...(guest === undefined ? ['', ''] : [`${guestUser}:${hashed(guest.password)}`, JSON.stringify(guest.rights)]),
  ];
  return { name: 'elasticsearch', command: startOf('elasticsearch', places), input: `${users.join('\n')}\n${written(settings, ': ')}` };
}
