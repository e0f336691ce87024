import { label } from './label.ts';
import { linkTarget, namesIn, readStart, readText } from './proc-files.ts';

export interface UnixSocketReport {
  readonly connected: number;
  readonly says: string;
}

/** One path that is listened on. */
export interface UnixListener {
  readonly path: string;
  readonly inode: number;
  readonly connections: number;
}

const maxTableBytes = 4 * 1024 * 1024;
const busiestSaid = 3;
/** Owners are found by looking through open files: that may take so many steps, with the event loop let in between. */
const maxLinks = 50_000;
const linksAtOnce = 500;

const listening = 0x10000;
const connectedState = '03';
/** Datagram sockets have no connections to count. */
const streamTypes = new Set(['0001', '0005']);

/** /proc/net/unix: an accepted end carries its listener's path, the client's end none, so each connection counts once. */
export function unixListeners(table: string): UnixListener[] {
  const inodes = new Map<string, number>();
  const connections = new Map<string, number>();
  for (const line of table.split('\n')) {
    const row = /^\S+: [0-9A-F]{8} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{4}) ([0-9A-F]{2}) +(\d+) (.+)$/i.exec(line);
    const [, flags = '', type = '', state = '', inode = '', path = ''] = row ?? [];
    if (!streamTypes.has(type)) continue;
    if (Number.parseInt(flags, 16) & listening) inodes.set(path, Number(inode));
    else if (state === connectedState) connections.set(path, (connections.get(path) ?? 0) + 1);
  }
  return [...connections]
    .map(([path, count]) => ({ path, inode: inodes.get(path) ?? 0, connections: count }))
    .sort((a, b) => b.connections - a.connections || a.path.localeCompare(b.path));
}

/** What talks over unix sockets in the agent's network namespace, in words; the map has those between programs, without their requests. Reads open files of all processes: on demand only. */
export async function unixSocketReport({ root = '/proc' }: { root?: string } = {}): Promise<UnixSocketReport> {
  const table = readText(`${root}/net/unix`, maxTableBytes);
  if (table === undefined) return { connected: 0, says: 'Unix sockets cannot be read here.' };
  const listeners = unixListeners(table);
  const busiest = listeners.slice(0, busiestSaid);
  const owners = await ownersOf(root, new Set(busiest.flatMap(({ inode }) => (inode === 0 ? [] : [inode]))));
  const connected = listeners.reduce((sum, { connections }) => sum + connections, 0);
  return { connected, says: inWords(connected, listeners.length, busiest, owners, table.length >= maxTableBytes) };
}

function inWords(connected: number, paths: number, busiest: readonly UnixListener[], owners: ReadonlyMap<number, string>, cut: boolean): string {
  if (connected === 0) return 'No connections over unix sockets.';
  const least = cut ? 'At least ' : '';
  const what = connected === 1 ? 'connection' : 'connections';
  const said = busiest.map(({ path, inode, connections }) => {
    const owner = owners.get(inode);
    return `${label(path, 'unnamed')} (${owner === undefined ? '' : `${owner}, `}${connections})`;
  });
  return `${least}${connected} ${what} over unix sockets, whose requests are not seen; ${paths > busiest.length ? 'the busiest: ' : ''}${said.join(', ')}.`;
}

/** Which program has a listening socket open. */
async function ownersOf(root: string, wanted: Set<number>): Promise<Map<number, string>> {
  const owners = new Map<number, string>();
  let links = 0;
  for (const { pid, path } of openFiles(root)) {
    if (wanted.size === 0 || links >= maxLinks) break;
    links += 1;
    if (links % linksAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    const inode = Number(/^socket:\[(\d+)\]$/.exec(linkTarget(path) ?? '')?.[1]);
    if (wanted.delete(inode)) owners.set(inode, commOf(root, pid));
  }
  return owners;
}

/** Process 1 holds the sockets of socket units for others, so it comes last. */
function* openFiles(root: string): Generator<{ pid: string; path: string }> {
  const pids = namesIn(root).filter((name) => /^\d+$/.test(name) && name !== '1');
  for (const pid of [...pids, '1']) for (const fd of namesIn(`${root}/${pid}/fd`)) yield { pid, path: `${root}/${pid}/fd/${fd}` };
}

function commOf(root: string, pid: string): string {
  return label(readStart(`${root}/${pid}/comm`, 64)?.toString('utf8').trim() ?? '', pid);
}
