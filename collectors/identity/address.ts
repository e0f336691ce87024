/** An address is 16 bytes; IPv4 is v4-mapped (`::ffff:a.b.c.d`). */
export type AddressScope = 'unspecified' | 'loopback' | 'private' | 'multicast' | 'internet';

export function isV4(address: Uint8Array): boolean {
  for (let at = 0; at < 10; at += 1) if (address[at] !== 0) return false;
  return address[10] === 0xff && address[11] === 0xff;
}

/** Private is RFC 1918, RFC 6598 (carrier NAT), RFC 4193 (ULA) and link-local. */
export function scopeOf(address: Uint8Array): AddressScope {
  return isV4(address) ? scopeOfV4(address[12] ?? 0, address[13] ?? 0, address) : scopeOfV6(address[0] ?? 0, address[1] ?? 0, address);
}

function scopeOfV4(a: number, b: number, address: Uint8Array): AddressScope {
  if (a === 127) return 'loopback';
  if (a === 10 || (a === 172 && b >> 4 === 1) || (a === 192 && b === 168)) return 'private';
  if ((a === 169 && b === 254) || (a === 100 && b >> 6 === 1)) return 'private';
  if (a >> 4 === 14 || isAll(address, 12, 16, 0xff)) return 'multicast';
  return isAll(address, 12, 16, 0) ? 'unspecified' : 'internet';
}

function scopeOfV6(a: number, b: number, address: Uint8Array): AddressScope {
  if (a === 0xff) return 'multicast';
  if ((a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80)) return 'private';
  if (!isAll(address, 0, 15, 0)) return 'internet';
  if (address[15] === 1) return 'loopback';
  return address[15] === 0 ? 'unspecified' : 'internet';
}

function isAll(address: Uint8Array, from: number, to: number, value: number): boolean {
  for (let at = from; at < to; at += 1) if (address[at] !== value) return false;
  return true;
}

/** The network that stands for a private address in labels: `10.0.3.0/24`, `fd12:3456:789a:1::/64`. */
export function networkOf(address: Uint8Array): string {
  if (isV4(address)) return `${address[12]}.${address[13]}.${address[14]}.0/24`;
  const network = new Uint8Array(16);
  network.set(address.subarray(0, 8));
  return `${formatAddress(network)}/64`;
}

/** As RFC 5952 writes it; a v4-mapped address as IPv4. */
export function formatAddress(address: Uint8Array): string {
  if (isV4(address)) return `${address[12]}.${address[13]}.${address[14]}.${address[15]}`;
  const groups = Array.from({ length: 8 }, (_, at) => ((address[at * 2] ?? 0) << 8) | (address[at * 2 + 1] ?? 0));
  const { start, length } = longestZeros(groups);
  const text = (part: number[]) => part.map((group) => group.toString(16)).join(':');
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let length = 0;
  groups.forEach((group, at) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: at - length + 1, length };
  });
  return best;
}

/** `10.0.0.5`, `fd00::1%eth0` and `fd000000000000000000000000000001` (as in if_inet6) in 16 bytes; undefined if it is none. */
export function parseAddress(text: string): Uint8Array | undefined {
  const plain = text.replace(/%.*$/, '');
  const bytes = plain.includes(':') ? parseV6(plain) : /^[0-9a-f]{32}$/i.test(plain) ? [...Buffer.from(plain, 'hex')] : parseV4(plain);
  return bytes && Uint8Array.from(bytes);
}

const mapped = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

function parseV4(text: string): number[] | undefined {
  const parts = text.split('.');
  const valid = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256);
  return valid ? [...mapped, ...parts.map(Number)] : undefined;
}

function parseV6(text: string): number[] | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const tail = dotted ? parseV4(dotted[2] ?? '')?.slice(12) : [];
  const [before, after, ...more] = (dotted?.[1] ?? text).replace(/([^:]):$/, '$1').split('::');
  if (tail === undefined || before === undefined || more.length > 0) return undefined;
  const head = bytesOfGroups(before);
  const rest = after === undefined ? [] : bytesOfGroups(after);
  if (head === undefined || rest === undefined) return undefined;
  const missing = 16 - head.length - rest.length - tail.length;
  const fits = after === undefined ? missing === 0 : missing >= 2;
  return fits ? [...head, ...Array<number>(missing).fill(0), ...rest, ...tail] : undefined;
}

function bytesOfGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 0xff]);
}
