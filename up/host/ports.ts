import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { listenersOn } from '#contract/listeners.ts';
import { codeOf } from '../errors.ts';

/** The process that listens on a port, as far as /proc shows it. */
export interface Holder {
  readonly pid: number;
  readonly name: string;
}

/** Whether one can listen there: `free`, the error's code, and with EADDRINUSE who does. */
export interface PortState {
  readonly state: 'free' | 'busy' | 'refused';
  readonly code: string;
  readonly holder: Holder | undefined;
}

/** Listens for a moment, as the children do, because only the kernel knows every rule of who may: on `::` also for IPv4. */
export async function portState(address: string, port: number): Promise<PortState> {
  try {
    await listenOnce(address, port);
    return { state: 'free', code: '', holder: undefined };
  } catch (cause) {
    const code = codeOf(cause);
    return code === 'EADDRINUSE' ? { state: 'busy', code, holder: portHolder(port) } : { state: 'refused', code, holder: undefined };
  }
}

function listenOnce(host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer();
  server.once('error', reject);
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()));
  return promise;
}

/** Who listens on a TCP port of this network namespace; undefined where /proc does not show it. */
export function portHolder(port: number): Holder | undefined {
  const inodes = new Set(listenersOn(port));
  if (inodes.size === 0) return undefined;
  const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holdsSocket(name, inodes));
  return pid === undefined ? undefined : { pid: Number(pid), name: processName(Number(pid)) };
}

/** A process may end while it is looked at. */
function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const [, inode = ''] = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inodes.has(inode);
    });
  } catch {
    return false;
  }
}

function processName(pid: number): string {
  return readText(`/proc/${pid}/comm`)?.trim() ?? 'a process that has just ended';
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
