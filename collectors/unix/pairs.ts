import { type Edge, edgeId, type Identity, identityId } from '#contract/identity.ts';
import type { UnixEnd } from '../../bpf/gen/unix.ts';

export interface UnixEdge {
  readonly edge: Edge;
  readonly connections: number;
}

/** How systemd and desktops talk to everyone: on the map these would be lines from each to all. */
const benign =
  /^(?:\/var)?\/run\/(?:systemd|dbus|udev|user\/\d+|containerd\/s)\/|^@?\/tmp\/(?:dbus-|\.X11-unix\/|\.ICE-unix\/)|^@[0-9a-f]+\/bus\/|^@\/containerd-shim/;

/** Process 1 holds sockets of socket units for others: it is told only where nobody else holds them. */
const initPid = 1;

/** Who is connected to whom, by edge: a connection counts once, and within one identity not at all. */
export function unixEdges(ends: readonly UnixEnd[], identityOf: (holder: UnixEnd) => Identity | undefined): Map<string, UnixEdge> {
  const held = heldEnds(ends);
  const found = new Map<string, UnixEdge>();
  for (const end of held.values()) {
    const server = end.isNamed === 0 ? held.get(end.peer) : undefined;
    if (server === undefined || server.isNamed === 0 || benign.test(nameOf(server))) continue;
    const edge = edgeBetween(identityOf(end), identityOf(server));
    if (edge === undefined) continue;
    const id = edgeId(edge);
    found.set(id, { edge, connections: (found.get(id)?.connections ?? 0) + 1 });
  }
  return found;
}

/** Each end once, with one of those that hold it. */
function heldEnds(ends: readonly UnixEnd[]): Map<bigint, UnixEnd> {
  const held = new Map<bigint, UnixEnd>();
  for (const end of ends) {
    const known = held.get(end.socket);
    if (known === undefined || known.pid === initPid) held.set(end.socket, end);
  }
  return held;
}

function edgeBetween(client: Identity | undefined, server: Identity | undefined): Edge | undefined {
  if (client === undefined || server === undefined || identityId(client) === identityId(server)) return undefined;
  return { client, server, port: 0, transport: 'unix' };
}

/** As /proc/net/unix writes it: an abstract one, which begins with a zero, with an `@`. */
function nameOf({ name }: UnixEnd): string {
  const text = Buffer.from(name).toString('latin1');
  return text.startsWith('\0') ? `@${text.slice(1).replace(/\0.*$/s, '')}` : text.replace(/\0.*$/s, '');
}
