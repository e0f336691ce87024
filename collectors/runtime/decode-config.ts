import type { AgentConfig } from '#contract/children.ts';

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
