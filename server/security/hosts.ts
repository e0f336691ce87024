import { isIP } from 'node:net';

export interface Listening {
  readonly host: string;
  readonly port: number;
}

const loopback = /^(127\.|::1$)/;

/** `[::1]:8400` → `::1`; undefined for what is not a host with or without a port. */
function splitHost(header: string): { name: string; port: string } | undefined {
  const [, six, name, port = ''] = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::(\d{1,5}))?$/i.exec(header) ?? [];
  const host = six ?? name;
  return host === undefined ? undefined : { name: host.toLowerCase(), port };
}

/**
 * Whether a Host header names this server. A page whose name was made to point here (DNS rebinding) carries its own name.
 * `localhost` can't be made to point elsewhere, so it names a server that listens on loopback.
 */
export function knownHosts({ host, port }: Listening, allowed: readonly string[]): (header: string | undefined) => boolean {
  const own = [...(isIP(host) === 0 ? [] : [host.toLowerCase()]), ...(loopback.test(host) || host === 'localhost' ? ['localhost', host] : [])];
  const names = new Set(own);
  const entries = allowed.flatMap((entry) => splitHost(entry.includes(':') && isIP(entry) === 6 ? `[${entry}]` : entry) ?? []);
  return (header) => {
    const given = splitHost(header ?? '');
    if (given === undefined) return false;
    const isOwnPort = given.port === '' || port === 0 || given.port === String(port);
    if (isOwnPort && names.has(given.name)) return true;
    return entries.some((entry) => entry.name === given.name && (entry.port === '' || entry.port === given.port));
  };
}
