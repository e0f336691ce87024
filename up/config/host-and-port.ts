import { isIPv4, isIPv6 } from 'node:net';

export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:5514`, `[::1]:5514`; undefined for what is no address with a port. */
export function hostAndPort(text: string): HostAndPort | undefined {
  const [, six, four = '', digits = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  const isAddress = six === undefined ? isIPv4(four) : isIPv6(six);
  return isAddress && port >= 1 && port <= 65535 ? { host: six ?? four, port } : undefined;
}
