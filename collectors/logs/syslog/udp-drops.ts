import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

/** A host without IPv6 has but the first. */
const tables = { IPv4: '/proc/self/net/udp', IPv6: '/proc/self/net/udp6' };

/** How many datagrams the kernel dropped that were sent to a port of this process, because they came faster than they were read. */
export class UdpDrops {
  readonly #inodes: ReadonlySet<string>;
  readonly #table: string;
  readonly #port: string;
  #known = 0;

  /** Of a socket that is bound by now. */
  constructor({ family, port }: AddressInfo) {
    this.#table = family === 'IPv6' ? tables.IPv6 : tables.IPv4;
    this.#port = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
    this.#inodes = ownSockets();
  }

  /** Since it was last asked. */
  take(): number {
    const drops = this.#drops().reduce((sum, count) => sum + count, 0);
    const gained = Math.max(0, drops - this.#known);
    this.#known = drops;
    return gained;
  }

  /** ` sl local_address rem_address st queues tr:tm retrnsmt uid timeout inode ref pointer drops` */
  #drops(): number[] {
    return readFileSync(this.#table, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((columns) => columns[1]?.endsWith(this.#port) === true && this.#inodes.has(columns[9] ?? ''))
      .map((columns) => Number(columns[12]));
  }
}

function ownSockets(): Set<string> {
  const folder = '/proc/self/fd';
  return new Set(readdirSync(folder).flatMap((fd) => inodeOf(`${folder}/${fd}`)));
}

/** One of them is that of the folder, which is gone by now. */
function inodeOf(path: string): string[] {
  try {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(path)) ?? [];
    return inode === undefined ? [] : [inode];
  } catch {
    return [];
  }
}
