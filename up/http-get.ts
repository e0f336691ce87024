import { get as getClear, type IncomingMessage } from 'node:http';
import { get as getEncrypted } from 'node:https';
import type { Tls } from './config/tls.ts';

export interface Reply {
  readonly status: number;
  readonly body: string;
}

export interface GetOptions {
  readonly bearer?: string;
  /** `USER:PASSWORD`, in place of it. */
  readonly basic?: string;
  /** With https: the console's certificate, which need not be one that the system trusts. */
  readonly tls?: Tls | undefined;
  readonly timeoutMs?: number;
}

const maxBodyLength = 64 * 1024 ** 2;

/** GET within a deadline, the whole answer as text. */
export function httpGet(url: string, { bearer, basic, tls, timeoutMs = 5000 }: GetOptions = {}): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const headers = {
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(basic !== undefined && { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
  };
  const options = { agent: false, headers, signal: AbortSignal.timeout(timeoutMs) };
  const take = (reply: IncomingMessage) => {
    let body = '';
    reply.setEncoding('utf8');
    reply.on('data', (chunk: string) => {
      body += chunk;
      if (body.length > maxBodyLength) reply.destroy(new Error('the answer is too long'));
    });
    reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
    reply.on('error', reject);
  };
  const trust =
    tls === undefined ? {} : { ca: tls.cert, servername: tls.serverName, allowPartialTrustChain: true, headers: { ...headers, host: tls.serverName } };
  const request = url.startsWith('https:') ? getEncrypted(url, { ...options, ...trust }, take) : getClear(url, options, take);
  request.on('error', (cause) => reject(new Error(`asking ${new URL(url).origin}${new URL(url).pathname}`, { cause })));
  return promise;
}
