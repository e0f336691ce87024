import { Client, errors } from '@elastic/elasticsearch';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ElasticsearchConfig } from '#contract/children.ts';
import { StoreError } from '../store.ts';

/** What one call asks; a body that is a text goes as it is. */
export interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: object;
  /** NDJSON. */
  readonly lines?: string;
  /** In which form it shall answer, where it is not the one of the versions that this is written for. */
  readonly accept?: string;
}

export interface Elasticsearch {
  /** The answer's body. Fails with a StoreError; with `absent` where the answer is that there is no such thing. */
  ask(asked: Asked): Promise<unknown>;
  close(): Promise<void>;
}

const requestMs = 60_000;
/** Not now: it is too busy, or restarts. */
const passing = new Set([408, 502, 503, 504]);

/** That what was asked for is not there. */
export class AbsentError extends StoreError {
  constructor(message: string, options?: ErrorOptions) {
    super('failed', message, options);
  }
}

const Cause = Type.Object({ type: Type.Optional(Type.String()), reason: Type.Optional(Type.Union([Type.String(), Type.Null()])) });
const Failure = Type.Object({ error: Type.Union([Type.String(), Type.Object({ ...Cause.properties, root_cause: Type.Optional(Type.Array(Cause)) })]) });

/** That the server, or what is before it, takes no request of this size. */
export class TooLargeError extends StoreError {
  constructor(message: string, options?: ErrorOptions) {
    super('failed', message, options);
  }
}

/** That the server asks for less: it takes no request for now. */
export class BusyError extends StoreError {}

/** What it says of itself: of a search, what its shards say. */
function reasonOf(body: unknown): string | undefined {
  if (!Value.Check(Failure, body)) return undefined;
  if (typeof body.error === 'string') return body.error;
  const { type = '', reason } = body.error.root_cause?.[0] ?? body.error;
  return `${type}: ${reason ?? ''}`.slice(0, 500);
}

const mends: Readonly<Record<number, string>> = {
  401: 'user, password or API key are not accepted',
  403: 'the user or API key may not do that',
  413: 'the request is too large for it (http.max_content_length), or for a proxy before it',
};

/** 403 is also what a block makes of an index that can only be read: nobody may write to it then. */
function sayingOf(status: number, body: unknown): string {
  const reason = reasonOf(body);
  const mend = reason?.startsWith('cluster_block_exception') === true ? undefined : mends[status];
  return [mend, reason].filter((part) => part !== undefined).join(': ') || 'without a reason';
}

function storeError(url: string, { method, path }: Asked, cause: unknown): StoreError {
  const what = `Elasticsearch at ${url}: ${method} ${path}`;
  if (cause instanceof errors.ResponseError) return refusal(what, cause);
  const says = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new StoreError('away', `${what}: ${says}`, { cause });
}

function refusal(what: string, cause: errors.ResponseError): StoreError {
  const status = cause.statusCode ?? 0;
  const says = `${what} answered ${status}: ${sayingOf(status, cause.body)}`;
  if (status === 404) return new AbsentError(says, { cause });
  if (status === 413) return new TooLargeError(says, { cause });
  // A disk that is all but full makes of an index one that can only be read.
  if (status === 429) return new BusyError(/disk|read-only/.test(reasonOf(cause.body) ?? '') ? 'full' : 'away', says, { cause });
  return new StoreError(passing.has(status) || status === 401 ? 'away' : 'failed', says, { cause });
}

function authOf({ username, password, apiKey }: ElasticsearchConfig): object {
  if (apiKey !== undefined) return { auth: { apiKey } };
  return username === undefined ? {} : { auth: { username, password: password ?? '' } };
}

export function elasticsearch(config: ElasticsearchConfig): Elasticsearch {
  const { url, ca } = config;
  const client = new Client({ node: url, ...authOf(config), maxRetries: 0, requestTimeout: requestMs, ...(ca !== undefined && { tls: { ca } }) });
  return {
    async ask(asked) {
      const { method, path, query, body, lines, accept } = asked;
      const params = { method, path, ...(query && { querystring: query }), ...(body && { body }), ...(lines !== undefined && { bulkBody: lines }) };
      try {
        return await client.transport.request(params, accept === undefined ? {} : { headers: { accept } });
      } catch (cause) {
        throw storeError(url, asked, cause);
      }
    },
    close: () => client.close(),
  };
}
