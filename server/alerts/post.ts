import { lookup } from 'node:dns';
import { request as clearRequest, type IncomingMessage } from 'node:http';
import { request as encryptedRequest } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What only this machine reaches and that tells secrets to whoever asks: link-local addresses, and those of clouds' metadata. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('192.0.0.192', 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');
forbidden.addAddress('fd20:ce::254', 'ipv6');
const forbiddenNames = /^(metadata|instance-data)(\.|$)/i;

export class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} is a link-local or metadata address, to which nothing is sent`);
  }
}

/** An IPv6 address that holds one of IPv4 is that one. */
export function isForbidden(address: string): boolean {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  const plain = mapped ?? address;
  return forbidden.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** Looks at what the connection is made to, and not at what the name meant a moment before. */
const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, []);
    if (found.some(({ address }) => isForbidden(address))) return done(new ForbiddenAddress(host), []);
    if (options.all === true) return done(null, found);
    const [first] = found;
    return done(null, first?.address ?? '', first?.family);
  });
};

/** Throws where an address is forbidden as it is written. */
export function checkHost(url: string): void {
  const { hostname } = new URL(url);
  const plain = hostname.replace(/^\[|\]$/g, '');
  if (forbiddenNames.test(plain) || (isIP(plain) !== 0 && isForbidden(plain))) throw new ForbiddenAddress(plain);
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  /** Whether some addresses are refused. */
  readonly isGuarded: boolean;
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
export async function post({ url, headers, body, timeoutMs, isGuarded }: Post): Promise<{ readonly status: number; readonly text: string }> {
  if (isGuarded) checkHost(url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const ask = url.startsWith('https:') ? encryptedRequest : clearRequest;
  const sent = ask(url, {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    ...(isGuarded && { lookup: guardedLookup }),
  });
  sent.once('response', resolve).once('error', reject).end(body);
  const response = await promise;
  const text = await textOf(response).catch(() => '');
  response.destroy();
  return { status: response.statusCode ?? 0, text };
}
