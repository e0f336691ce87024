import type { AgentConfig } from '#contract/children.ts';

/** An `import` of these also evaluates their lazy exports, undici among them: 15 MB that the agent has no use for. */
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** Of an answer, only its beginning is read: enough for the reason of a refusal. */
const longestAnswer = 2048;

export type Ingest = NonNullable<AgentConfig['ingest']>;

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
  /** What Retry-After asks for; 0 without it. */
  readonly retryAfterMs: number;
}

interface Posted {
  /** In words, for who has to look why it failed. */
  readonly what: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sends a body to the server; rejects where no answer comes before the signal. */
export function postBody({ url, token, tls }: Ingest, { what, body, headers: own }: Posted, signal: AbortSignal): Promise<PostAnswer> {
  const { request } = new URL(url).protocol === 'https:' ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<PostAnswer>();
  // The server's own certificate is what is trusted, whoever signed it.
  const trust = tls === undefined ? {} : { ca: tls.ca, servername: tls.serverName, allowPartialTrustChain: true };
  const headers = { Authorization: `Bearer ${token}`, 'Content-Length': body.length, ...own };
  const options = { method: 'POST', headers, signal, ...trust };
  const fail = (cause: Error) => reject(new Error(`sending ${what} to ${url}`, { cause }));
  const asked = request(url, options, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text = (text + part).slice(0, longestAnswer);
    });
    response.on('error', fail);
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text, retryAfterMs: (Number(response.headers['retry-after']) || 0) * 1000 }));
  });
  asked.on('error', fail).end(body);
  return promise;
}
