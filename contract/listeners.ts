import { readFileSync } from 'node:fs';

const listenState = '0A';

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Inodes of the sockets that listen on a TCP port of this network namespace; undefined where the kernel does not tell. */
export function listenersOn(port: number): string[] | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => textOf(table) ?? []);
  if (tables.length === 0) return undefined;
  const hexPort = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(hexPort) === true && fields[3] === listenState)
    .map((fields) => fields[9] ?? '');
}

/** Whether anybody may listen there, asked without a connect, which would be counted as one that failed. */
export function isListenedOn(port: number): boolean {
  const found = listenersOn(port);
  return found === undefined || found.length > 0;
}

/** That of the scheme where the URL names none. */
export const portOf = ({ protocol, port }: URL): number => (port === '' ? { 'http:': 80, 'https:': 443 }[protocol] : Number(port)) ?? 0;
