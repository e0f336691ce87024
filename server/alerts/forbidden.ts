import { lookup } from 'node:dns';
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
export const guardedLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return done(error, []);
    if (found.some(({ address }) => isForbidden(address))) return done(new ForbiddenAddress(host), []);
    if (options.all === true) return done(null, found);
    const [first] = found;
    return done(null, first?.address ?? '', first?.family);
  });
};

/** The host of an address; throws where it is forbidden as it is written. */
export function checkHost(url: string): string {
  const { hostname } = new URL(url);
  const plain = hostname.replace(/^\[|\]$/g, '');
  if (forbiddenNames.test(plain) || (isIP(plain) !== 0 && isForbidden(plain))) throw new ForbiddenAddress(plain);
  return plain;
}

const lookupMs = 3000;

/** Throws where an address is forbidden as it is written, or by what its name means now. Of a name that means nothing yet, nothing is said. */
export async function checkMeaning(url: string): Promise<void> {
  const host = checkHost(url);
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  const timer = setTimeout(resolve, lookupMs, null);
  guardedLookup(host, { all: true }, resolve);
  const error = await promise;
  clearTimeout(timer);
  if (error instanceof ForbiddenAddress) throw error;
}
