import { demoPorts } from './places.ts';

/** Something that goes wrong in the demo for as long as it is on. To add one, list it here and let a program of shop/, or one of faults/, act on it. */
export interface Fault {
  readonly name: string;
  /** What it does, for `--help`. */
  readonly does: string;
  /** Where it is seen. */
  readonly look: string;
  /** The alerts that tell of it: the first one names the cause. */
  readonly alerts: readonly [string, ...string[]];
}

export const refused = {
  name: 'refused',
  does: 'orders are paid at a service that is down',
  look: `checkout.ts calls payments on port ${demoPorts.payments}, where nobody listens: that connection turns critical (refused), everything else stays ok`,
  alerts: ['EdgeConnectFailures'],
} as const satisfies Fault;

export const slowQuery = {
  name: 'slow-query',
  does: 'the database takes a quarter of a second for a product',
  look: 'checkout.ts waits for postgres, and all that ask checkout.ts wait with it',
  alerts: ['EdgeLatencyHigh'],
} as const satisfies Fault;

export const serverErrors = {
  name: '5xx',
  does: 'every second request to checkout.ts is answered by 500',
  look: 'the errors of checkout.ts come back through storefront.ts and nginx to the customers',
  alerts: ['EdgeRequestErrors'],
} as const satisfies Fault;

export const packetLoss = {
  name: 'packet-loss',
  does: 'a tenth of the packets to and from the cache is dropped, while storefront.ts asks it a lot',
  look: 'storefront.ts and redis-server send much again; the drops have the reason netfilter_drop',
  alerts: ['TcpRetransHigh', 'PacketDropsReason'],
} as const satisfies Fault;

export const dnsFailures = {
  name: 'dns',
  does: 'storefront.ts looks up names at a resolver that answers SERVFAIL',
  look: `storefront.ts asks resolver.ts on port ${demoPorts.resolver}, and every answer is an error`,
  alerts: ['DnsErrorRate'],
} as const satisfies Fault;

export const logStorm = {
  name: 'log-storm',
  does: 'storefront.ts writes 1,500 lines a second, as if its debug level were left on',
  look: 'the lines of storefront.ts on the Logs page, by application',
  alerts: ['LogStorm'],
} as const satisfies Fault;

const memoryHog = {
  name: 'memory-hog',
  does: 'a program takes more memory than its cgroup may have, and is killed again and again',
  look: 'OOM kills of memory-hog.service among the events',
  alerts: ['ContainerOOMKilled'],
} as const satisfies Fault;

const cpuBurner = {
  name: 'cpu-burner',
  does: 'a program wants a whole core, and its cgroup gives it a third of one',
  look: 'cpu-burner.service is stopped by its limit in every period',
  alerts: ['CPUThrottlingHigh'],
} as const satisfies Fault;

const fullDisk = {
  name: 'full-disk',
  does: 'a small filesystem of the demo runs full',
  look: 'the fullest filesystem on the page of this node',
  alerts: ['NodeFsAlmostFull'],
} as const satisfies Fault;

export const faults = [refused, slowQuery, serverErrors, packetLoss, dnsFailures, logStorm, memoryHog, cpuBurner, fullDisk] as const satisfies readonly Fault[];
export type FaultName = (typeof faults)[number]['name'];
