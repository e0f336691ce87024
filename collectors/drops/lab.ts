import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { otherIdentity } from '#contract/identity.ts';
import { readDeviceDropKey } from '../../bpf/gen/drops.ts';
import { edgeDetailKeyBytes, edgeDetailKind, readEdgeDetailKey, socketRole } from '../../bpf/gen/sockets.ts';
import { textOf, wordAt } from '../../bpf/words.ts';
import { procfs } from '../identity/process-facts.ts';
import type { BpfObject } from '../runtime/bpf-object.ts';
import { type Pair, type Place, placePair } from '../runtime/fixtures/places.ts';
import { until } from '../runtime/fixtures/until.ts';
import { kernelEnum } from '../runtime/kernel-enum.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { mapSweep, perCpuCounters } from '../runtime/map-sweep.ts';
import { listeners } from '../sockets/listeners.ts';
import { pidOf } from '../sockets/process-names.ts';
import { openSubstrate, type Substrate } from '../sockets/substrate.ts';
import { benignReasons } from './benign-reasons.ts';

libbpf.silenceLibrary();

const reasons = kernelEnum('skb_drop_reason', 'SKB_DROP_REASON_');

/** What was dropped on an edge, and at which of its ends. */
export interface Dropped {
  readonly reason: string;
  readonly role: 'client' | 'server';
  readonly local: number;
  readonly peer: number;
  readonly count: number;
}

/** All packets that such a program has counted, on edges and on devices. */
export function allDrops(substrate: Substrate, drops: BpfObject): number {
  let total = 0;
  mapSweep(substrate.map('edge_details'))(({ keys, values, count }) => {
    for (let i = 0; i < count; i++) {
      if (readEdgeDetailKey(keys, i * edgeDetailKeyBytes).kind === edgeDetailKind.DETAIL_DROPPED) total += wordAt(values, i * 8);
    }
  });
  mapSweep(drops.map('device_drops'))(({ values, count }) => {
    for (let i = 0; i < count; i++) total += wordAt(values, i * 8);
  });
  return total;
}

/** Two namespaces with a cable between them, and the program that sees what they drop. */
export class Lab implements AsyncDisposable {
  readonly near: Place;
  readonly far: Place;
  readonly #substrate: Substrate;
  readonly #object: BpfObject;
  readonly #stack: AsyncDisposableStack;
  readonly #heard: ReturnType<typeof listeners>;
  readonly #listenDrops = new Map<number, number>();

  static async open({ edges = 4096 } = {}): Promise<Lab> {
    await using stack = new AsyncDisposableStack();
    const places = placePair('drops', '10.78.1', stack);
    const substrate = openSubstrate({
      objectsFolder: new URL('../../.build/bpf', import.meta.url).pathname,
      rootCgroup: procfs().cgroupMount ?? assert.fail('cgroup v2 is not mounted'),
      limits: { edges, processes: 1024, tuples: 8192, ringBytes: 65536 },
    });
    stack.defer(() => substrate.close());
    const object = substrate.extend('drops');
    return new Lab(places, substrate, object, stack.move());
  }

  constructor({ near, far }: Pair, substrate: Substrate, object: BpfObject, stack: AsyncDisposableStack) {
    this.near = near;
    this.far = far;
    this.#substrate = substrate;
    this.#object = object;
    this.#stack = stack;
    this.#heard = listeners(substrate.listeners, () => otherIdentity);
  }

  /** On the edges of a server's port, as soon as they are so many. */
  async dropped(port: number, times: number): Promise<Dropped[]> {
    await until(`${times} drops at port ${port}`, () => this.total([port]) >= times);
    return this.dropsAt(port);
  }

  total(ports: readonly number[]): number {
    return ports.flatMap((port) => this.dropsAt(port)).reduce((sum, { count }) => sum + count, 0);
  }

  /** The same, as they are now. */
  dropsAt(port: number): Dropped[] {
    const found: Dropped[] = [];
    mapSweep(this.#substrate.map('edge_details'))(({ keys, values, count }) => {
      for (let i = 0; i < count; i++) {
        const { edge, kind, reason } = readEdgeDetailKey(keys, i * edgeDetailKeyBytes);
        if (kind !== edgeDetailKind.DETAIL_DROPPED || edge.serverPort !== port) continue;
        const role = edge.role === socketRole.ROLE_CLIENT ? 'client' : 'server';
        found.push({ reason: reasons.get(reason) ?? 'other', role, local: pidOf(edge.local), peer: pidOf(edge.peer), count: wordAt(values, i * 8) });
      }
    });
    return found;
  }

  /** Without an edge, on devices of that name in whichever namespace. */
  dropsOnDevice(device: string, reason: string): number {
    let total = 0;
    const map = this.#object.map('device_drops');
    mapSweep(map)(({ keys, values, count }) => {
      for (let i = 0; i < count; i++) {
        const key = readDeviceDropKey(keys, i * map.keyBytes);
        if (textOf(key.device) === device && reasons.get(key.reason) === reason) total += wordAt(values, i * 8);
      }
    });
    return total;
  }

  /** On all edges and devices of the machine. */
  all(): number {
    return allDrops(this.#substrate, this.#object);
  }

  benign(reason: string): number {
    return perCpuCounters(this.#object.map('benign_drops'), benignReasons.length)()[benignReasons.indexOf(reason)] ?? 0;
  }

  /** Young sockets have their edge from the first sweep on that finds them older than 100 ms. */
  async settled(): Promise<void> {
    await delay(200);
    this.#substrate.sweep();
  }

  /** What the listeners of a port turned away; undefined while the table has no room for them. */
  listenDrops(port: number): number | undefined {
    const found = this.#heard(this.#substrate.sweep().session).filter((listener) => listener.port === port);
    for (const { drops } of found) this.#listenDrops.set(port, (this.#listenDrops.get(port) ?? 0) + drops);
    return this.#listenDrops.get(port);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
