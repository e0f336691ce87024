import type { AgentConfig, KafkaConfig } from '#contract/children.ts';

/**
 * The supervisor's line, read by hand and not with the contract's schema, because loading the schema library takes 25 MB, a
 * fifth of what an agent may use. Errors name the key.
 */
type Ingest = NonNullable<AgentConfig['ingest']>;

type Fields = { readonly [key: string]: unknown };

export function ingestOf(ingest: Fields): Ingest {
  const to = { url: string(ingest, 'url'), token: string(ingest, 'token') };
  if (ingest.tls === undefined) return to;
  const tls = fields(ingest.tls, 'ingest.tls');
  return { ...to, tls: { ca: string(tls, 'ca'), serverName: string(tls, 'serverName') } };
}

export function kafkaOf(kafka: Fields): KafkaConfig {
  const { tls, sasl } = kafka;
  return {
    brokers: strings(kafka, 'brokers'),
    prefix: string(kafka, 'prefix'),
    partitions: number(kafka, 'partitions'),
    replicas: number(kafka, 'replicas'),
    ...(tls !== undefined && { tls: trustOf(fields(tls, 'kafka.tls')) }),
    ...(sasl !== undefined && { sasl: signInOf(fields(sasl, 'kafka.sasl')) }),
  };
}

const trustOf = (tls: Fields): KafkaConfig['tls'] & object => (tls.ca === undefined ? {} : { ca: string(tls, 'ca') });

function signInOf(sasl: Fields): KafkaConfig['sasl'] & object {
  const mechanism = (['plain', 'scram-sha-256', 'scram-sha-512'] as const).find((known) => known === sasl.mechanism);
  if (mechanism === undefined) throw new Error('kafka.sasl.mechanism is none that is known');
  return { mechanism, username: string(sasl, 'username'), password: string(sasl, 'password') };
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('the agent is started by `./sonde up`, which writes its configuration to standard input as one line of JSON', { cause });
  }
}

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new Error(`${what} is no object`);
  return { ...value };
}

export function string(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== 'string') throw new Error(`${key} is no text`);
  return value;
}

export function number(from: Fields, key: string): number {
  const value = from[key];
  if (typeof value !== 'number') throw new Error(`${key} is no number`);
  return value;
}

export function strings(from: Fields, key: string): string[] {
  const value = from[key];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) throw new Error(`${key} is no list of texts`);
  return value;
}
