import type { Identity } from '#contract/identity.ts';
import type { trafficClasses } from '#contract/metrics.ts';
import { networkOf, scopeOf } from './address.ts';
import type { ExternalNames } from './external-names.ts';
import { label } from './label.ts';

type Traffic = (typeof trafficClasses)[number];

export interface AddressClass {
  /** An address of this machine, in whichever network namespace. */
  readonly isLocal: boolean;
  /** Loopback is what never leaves the machine. */
  readonly traffic: Traffic;
}

interface Options {
  readonly node: string;
  readonly local: { has(address: Uint8Array): boolean };
  /** What addresses elsewhere are called, if anyone knows. */
  readonly names: Pick<ExternalNames, 'nameOf'>;
}

const local: AddressClass = { isLocal: true, traffic: 'loopback' };
const lan: AddressClass = { isLocal: false, traffic: 'lan' };
const outside: AddressClass = { isLocal: false, traffic: 'internet' };

const multicast: Identity = { kind: 'private', name: 'multicast', namespace: '' };
const internet: Identity = { kind: 'internet', name: 'internet', namespace: '' };

/** Who is behind an address with no known process. Addresses are 16 bytes, IPv4 as v4-mapped. */
export function addressIdentities({ node, local: own, names }: Options) {
  const host: Identity = { kind: 'host', name: label(node, 'localhost'), namespace: '' };

  function classify(address: Uint8Array): AddressClass {
    const scope = scopeOf(address);
    if (scope === 'multicast') return lan;
    // A connect to the unspecified address reaches this machine.
    if (scope === 'loopback' || scope === 'unspecified' || own.has(address)) return local;
    return scope === 'private' ? lan : outside;
  }

  return {
    host,
    classify,
    identity(address: Uint8Array): Identity {
      const { isLocal, traffic } = classify(address);
      if (isLocal) return host;
      if (scopeOf(address) === 'multicast') return multicast;
      const name = names.nameOf(address);
      if (name !== undefined) return { kind: 'external', name: label(name, 'unknown'), namespace: '' };
      return traffic === 'internet' ? internet : { kind: 'private', name: networkOf(address), namespace: '' };
    },
  };
}
