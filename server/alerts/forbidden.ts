import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What only this machine reaches and that tells secrets to whoever asks: link-local addresses, and those of clouds' metadata. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addAddress('100.100.100.200', 'ipv4');
forbidden.addAddress('192.0.0.192', 'ipv4');
forbidden.addAddress('168.63.129.16', 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');
forbidden.addAddress('fd20:ce::254', 'ipv6');
const forbiddenNames = /^(metadata|instance-data)(\.|$)/i;

export class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} is a link-local or metadata address, to which nothing is sent`);
  }
}

/** Where an address of IPv6 holds one of IPv4: of NAT64 (also a site’s own), mapped, translated and compatible ones at the end, of 6to4 after its prefix. */
const embedding = [
  { prefix: /^64:ff9b:/, at: 6 },
  { prefix: /^0:0:0:0:(0:ffff|0:0|ffff:0):/, at: 6 },
  { prefix: /^2002:/, at: 1 },
] as const;

/** The eight parts of an address of IPv6, which may be written in many ways. */
function partsOf(address: string): string[] {
  const [plain = ''] = address.split('%');
  const short = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [left = [], right = []] = short.split('::').map((side) => side.split(':').filter(Boolean));
  return [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
}

function embeddedIn(parts: readonly string[]): string | undefined {
  const text = parts.join(':');
  const found = embedding.find(({ prefix }) => prefix.test(text));
  if (found === undefined) return undefined;
  const [high = 0, low = 0] = parts.slice(found.at, found.at + 2).map((part) => Number.parseInt(part, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** An IPv6 address that leads to one of IPv4 is that one. */
export function isForbidden(address: string): boolean {
  if (isIP(address) !== 6) return forbidden.check(address, 'ipv4');
  const parts = partsOf(address);
  const embedded = embeddedIn(parts);
  return forbidden.check(parts.join(':'), 'ipv6') || (embedded !== undefined && forbidden.check(embedded, 'ipv4'));
}

/** What asks what a name means. */
export type AskName = (host: string, options: LookupAllOptions, done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void) => void;

/** Looks at what the connection is made to, and not at what the name meant a moment before. */
export const guarded =
  (ask: AskName): LookupFunction =>
  (host, options, done) => {
    ask(host, { ...options, all: true }, (error, found) => {
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
export async function checkMeaning(url: string, ask: AskName = lookup): Promise<void> {
  const host = checkHost(url);
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  const timer = setTimeout(resolve, lookupMs, null);
  guarded(ask)(host, { all: true }, resolve);
  const error = await promise;
  clearTimeout(timer);
  if (error instanceof ForbiddenAddress) throw error;
}
