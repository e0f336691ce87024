import { networkInterfaces } from 'node:os';
import { formatAddress, isV4, parseAddress, scopeOf } from './address.ts';
import { readText } from './proc-files.ts';

interface Options {
  readonly procRoot?: string;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

const ownMaxAgeMs = 10_000;
const otherMaxAgeMs = 60_000;
/** A namespace that no process of was seen for so long may be gone, and its addresses someone else's. */
const forgottenAfterMs = 600_000;
const maxNamespaces = 1024;
/** Containers have a few routes; a router's whole table is not worth the reading. */
const maxTableBytes = 256 * 1024;

interface Known {
  readonly keys: ReadonlySet<string | number>;
  readonly addresses: readonly Uint8Array[];
  readonly at: number;
}

function keyOf(address: Uint8Array): string | number {
  if (isV4(address)) return ((address[12] ?? 0) << 24) | ((address[13] ?? 0) << 16) | ((address[14] ?? 0) << 8) | (address[15] ?? 0);
  return String.fromCharCode(...address);
}

/** Addresses of /proc/PID/net/fib_trie whose routes are local to the namespace: `|-- 10.0.0.5`, below it `/32 host LOCAL`. */
export function localsOfTrie(text: string): string[] {
  const found = new Set<string>();
  let address = '';
  for (const line of text.split('\n')) {
    const leaf = /\|-- ([\d.]+)$/.exec(line);
    if (leaf) address = leaf[1] ?? '';
    else if (/^\s+\/32 host LOCAL$/.test(line)) found.add(address);
  }
  return [...found];
}

/**
 * The addresses of this machine: those of the agent's network namespace, looked up again after 10 s, and those of other
 * namespaces, learnt from a process that lives in one.
 */
export function localAddresses({ procRoot = '/proc', now = () => performance.now() }: Options = {}) {
  const others = new Map<number, Known>();
  let own: Known | undefined;

  const known = (texts: readonly string[]): Known => {
    const addresses = texts.flatMap((text) => parseAddress(text) ?? []);
    return { keys: new Set(addresses.map(keyOf)), addresses, at: now() };
  };

  function ownAddresses(): Known {
    if (own === undefined || now() - own.at > ownMaxAgeMs) {
      own = known(Object.values(networkInterfaces()).flatMap((entries) => entries?.map(({ address }) => address) ?? []));
    }
    return own;
  }

  function namespaceWith(key: string | number): number | undefined {
    for (const [netns, { keys, at }] of others) if (keys.has(key) && now() - at < forgottenAfterMs) return netns;
    return undefined;
  }

  return {
    has(address: Uint8Array): boolean {
      const key = keyOf(address);
      return ownAddresses().keys.has(key) || namespaceWith(key) !== undefined;
    },
    /** The network namespace that an address of this machine belongs to, seen from another one: its own, if it has that address. */
    namespaceOf(address: Uint8Array, seenFrom: number): number {
      const key = keyOf(address);
      if (scopeOf(address) === 'loopback' || others.get(seenFrom)?.keys.has(key)) return seenFrom;
      return namespaceWith(key) ?? seenFrom;
    },
    /** Reads the addresses of a namespace through a process in it, unless that was done in the last minute. */
    learn(netns: number, pid: number): void {
      const before = others.get(netns);
      if (before !== undefined && now() - before.at < otherMaxAgeMs) return;
      const trie = readText(`${procRoot}/${pid}/net/fib_trie`, maxTableBytes);
      const inet6 = readText(`${procRoot}/${pid}/net/if_inet6`, maxTableBytes);
      if (trie === undefined && inet6 === undefined) return;
      others.delete(netns);
      others.set(netns, known([...localsOfTrie(trie ?? ''), ...(inet6 ?? '').split('\n').map((line) => line.slice(0, 32))]));
      const oldest = others.size > maxNamespaces ? others.keys().next().value : undefined;
      if (oldest !== undefined) others.delete(oldest);
    },
    /** The agent's own namespace, for people to read. */
    list: (): string[] => ownAddresses().addresses.map(formatAddress),
    namespaces: () => others.size,
  };
}
