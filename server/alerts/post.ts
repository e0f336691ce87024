import { lookup } from 'node:dns';
import { request as clearRequest, type IncomingMessage } from 'node:http';
import { request as encryptedRequest } from 'node:https';
import { type AskName, checkHost, guarded } from './forbidden.ts';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Whether some addresses are refused. */
  readonly isGuarded: boolean;
  /** Absent: as this machine does. */
  readonly askName?: AskName;
}

const mostRead = 4096;

/** The beginning of what it says. */
async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > mostRead) break;
  }
  return text.slice(0, mostRead);
}

/** Follows no redirect. Rejects where no answer comes. */
export async function post({ url, headers, body, timeoutMs, isGuarded, askName = lookup }: Post): Promise<{ readonly status: number; readonly text: string }> {
  if (isGuarded) checkHost(url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const open = url.startsWith('https:') ? encryptedRequest : clearRequest;
  const sent = open(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    ...(isGuarded && { lookup: guarded(askName) }),
  });
  sent.once('response', resolve).once('error', reject).end(body);
  const response = await promise;
  const text = await textOf(response).catch(() => '');
  response.destroy();
  return { status: response.statusCode ?? 0, text };
}
