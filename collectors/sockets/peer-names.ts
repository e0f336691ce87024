import { type Identity, identityId } from '#contract/identity.ts';
import type { Traffic } from '../runtime/collector.ts';
import type { Names } from './attribution.ts';
import type { Listener } from './listeners.ts';
import type { ProcessNames } from './process-names.ts';

/** A process that neither the kernel's map nor /proc remembers: it ended before anyone could ask. */
const forgotten: Identity = { kind: 'process', name: 'unknown', namespace: '' };

export interface PeerNamesOptions {
  readonly processes: ProcessNames;
  readonly addresses: {
    classify(address: Uint8Array): { readonly isLocal: boolean; readonly traffic: Traffic };
    identity(address: Uint8Array): Identity;
    /** The network namespace that an address of this machine belongs to, seen from another one. */
    namespaceOf(address: Uint8Array, seenFrom: number): number;
  };
  readonly host: Identity;
}

export interface PeerNames extends Names {
  heard(listeners: readonly Listener[]): void;
}

/**
 * Names both ends. A peer of this machine whose socket is not paired (a connect that never got through, a server bound
 * to all addresses) is named by who listens there, as of the last sweep.
 */
export function peerNames({ processes, addresses, host }: PeerNamesOptions): PeerNames {
  let byPort = new Map<string, Identity | undefined>();
  const place = (netns: number, port: number, transport: string) => `${netns} ${port} ${transport}`;
  return {
    host,
    process: (id) => (id === 0n ? host : (processes.identity(id) ?? forgotten)),
    address: (address) => ({ identity: addresses.identity(address), traffic: addresses.classify(address).traffic }),
    listenerAt(address, netns, port, transport) {
      if (!addresses.classify(address).isLocal) return undefined;
      return byPort.get(place(addresses.namespaceOf(address, netns), port, transport));
    },
    heard(listeners) {
      byPort = new Map();
      for (const { identity, netns, port, transport } of listeners) {
        const key = place(netns, port, transport);
        const other = byPort.get(key);
        // Two different servers on one port (on different addresses): neither is named.
        byPort.set(key, byPort.has(key) && (other === undefined || identityId(other) !== identityId(identity)) ? undefined : identity);
      }
    },
  };
}
