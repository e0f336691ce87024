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

/** One node: any name that stays the same. */
const clusterId = 'c29uZGUtb24tb25lLWhvc3';

export function kafkaEngine(places: EnginePlaces, { port, controllerPort }: { readonly port: number; readonly controllerPort: number }): Engine {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
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
  };
  return { name: 'kafka', command: [...startOf('kafka', places), clusterId], input: written(settings, '=') };
}

export function elasticsearchEngine(places: EnginePlaces, { port }: { readonly port: number }): Engine {
  const settings = {
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': 0,
    'discovery.type': 'single-node',
    'path.data': join(places.data, 'data'),
    'path.logs': join(places.data, 'logs'),
    'cluster.routing.allocation.disk.threshold_enabled': false,
    'xpack.security.enabled': false,
  };
  return { name: 'elasticsearch', command: startOf('elasticsearch', places), input: written(settings, ': ') };
}
