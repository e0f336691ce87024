import { Agent as ClearAgent, request as clearRequest, type IncomingMessage } from 'node:http';
import { Agent as EncryptedAgent, request as encryptedRequest } from 'node:https';
import type { AlertingConfig } from '#contract/children.ts';
import { boundedText } from '../bounded-body.ts';

export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** JSON. */
  readonly body: string | undefined;
}

export interface Answered {
  readonly status: number;
  /** Undefined where it is longer than we take. */
  readonly text: string | undefined;
  /** Where it sends who asks. */
  readonly location: string | undefined;
}

/** Of ten thousand alerts, a third of them held back by others, Alertmanager 0.25 tells in 2 s, and in many more on a busy machine: it holds each of them against all that may hold it back. */
export const timeoutMs = 30_000;
/** Ten thousand alerts with all their words are some 15 MB. */
export const maxBytes = 64 << 20;

function authorizationOf(login: AlertingConfig['alertmanager']['login']): object {
  if (login === undefined) return {};
  if ('token' in login) return { authorization: `Bearer ${login.token}` };
  return { authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}` };
}

/** Follows no redirect: who it names may not be one to whom we sign in. Rejects where no answer comes, with a TimeoutError where it is late. */
export function alertmanagerHttp({ url, login, ca }: AlertingConfig['alertmanager']): (asked: Asked) => Promise<Answered> {
  const isEncrypted = url.startsWith('https:');
  const open = isEncrypted ? encryptedRequest : clearRequest;
  // As for Prometheus, whatever is in the file is trusted: also the certificate itself, or one between it and a root.
  const trust = ca === undefined ? {} : { ca, allowPartialTrustChain: true };
  const agent = isEncrypted ? new EncryptedAgent({ keepAlive: true, ...trust }) : new ClearAgent({ keepAlive: true });
  const signedIn = authorizationOf(login);
  return async ({ method, path, body }) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const sized = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    try {
      open(`${url}${path}`, { method, agent, signal, headers: { ...signedIn, ...sized } })
        .once('response', resolve)
        // An answer that breaks off is told by its body, too.
        .on('error', reject)
        .end(body);
      const response = await promise;
      return { status: response.statusCode ?? 0, location: response.headers.location, text: await boundedText({ body: response }, maxBytes) };
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  };
}
