import type { IncomingMessage } from 'node:http';

const hostHeader = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::\d+)?$/i;

/**
 * A page in a browser reaches loopback by a name of its own that resolves to it; its Host header gives it away.
 * The address that was connected to is always known, and so is `localhost` on loopback.
 */
export function hostCheck(allowedHosts: readonly string[]): (request: IncomingMessage) => boolean {
  const allowed = new Set(allowedHosts.map((host) => nameOf(host)));
  return ({ headers, socket }) => {
    const name = nameOf(headers.host ?? '');
    if (name === '') return false;
    const address = plainAddress(socket.localAddress ?? '');
    return allowed.has(name) || name === address || (name === 'localhost' && isLoopback(address));
  };
}

function nameOf(host: string): string {
  const name = hostHeader.exec(host)?.[1] ?? '';
  return name.startsWith('[') ? name.slice(1, -1).toLowerCase() : name.toLowerCase();
}

function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
