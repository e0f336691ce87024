import type { Identity, Transport } from '#contract/identity.ts';
import { type ListenerKey, listenerSocketsWords, readListenerKey } from '../../bpf/gen/sweep.ts';
import type { BpfMap } from '../runtime/bpf-object.ts';
import { keyRows } from '../runtime/key-rows.ts';
import { transportOf } from './transport.ts';

const idleSweeps = 3;

/** Who listens where, as of the last sweep. */
export interface Listener {
  readonly identity: Identity;
  readonly process: bigint;
  readonly netns: number;
  readonly port: number;
  readonly transport: Transport;
  readonly sockets: number;
  /** Connection requests turned away since the sweep before. */
  readonly drops: number;
}

/** Reads the listeners that the sweep of that session found. */
export function listeners(map: BpfMap, identityOf: (process: bigint) => Identity): (session: number) => Listener[] {
  let found: Listener[] = [];
  let currentSession = 0;
  const rows = keyRows<{ key: ListenerKey; identity: Identity }>(map, {
    subjectOf: (view) => {
      const key = readListenerKey(view, 0);
      return { key, identity: identityOf(key.process) };
    },
    visit: ({ subject: { key, identity }, words, gained }) => {
      if (words[listenerSocketsWords.session] !== currentSession) return;
      const transport = transportOf(key.protocol);
      const counted = { sockets: words[listenerSocketsWords.sockets] ?? 0, drops: gained[listenerSocketsWords.drops] ?? 0 };
      found.push({ identity, process: key.process, netns: key.netns, port: key.port, transport, ...counted });
    },
    forget: () => {},
    idleSweepsAllowed: () => idleSweeps,
  });
  return (session) => {
    currentSession = session;
    found = [];
    rows.sweep();
    return found;
  };
}
