import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { l7KeyBytes, l7Stat, l7TotalsBytes, l7TotalsWords, readL7Key } from '../../bpf/gen/l7.ts';
import { dnsQueryPlaces } from '../../bpf/gen/packets.ts';
import { readEdgeKey, socketRole } from '../../bpf/gen/sockets.ts';
import { wordAt } from '../../bpf/words.ts';
import { procfs } from '../identity/process-facts.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { mapSweep, perCpuCounters } from '../runtime/map-sweep.ts';
import { type Ring, ring } from '../runtime/ring.ts';
import { openSubstrate, type Substrate } from '../sockets/substrate.ts';
import { namesOf } from './names.ts';

libbpf.silenceLibrary();

const mount = procfs().cgroupMount ?? assert.fail('cgroup v2 is not mounted');
const pairs = l7TotalsWords.requests - l7TotalsWords.names;

/** Requests of one row of the kernel's table; port 0: of all edges that it had no room for. */
export interface Counted {
  readonly end: 'client' | 'server';
  readonly port: number;
  readonly what: string;
  readonly count: number;
}

/** The programs that count requests, with their tables; they see the sockets of this process and of nobody else. */
export class RequestTables implements Disposable {
  readonly substrate: Substrate;
  readonly #ringBytes: number;
  readonly #leave: () => void;

  constructor({ edges = 4096, ringBytes = 65536 } = {}) {
    this.#leave = enterCgroup();
    this.#ringBytes = ringBytes;
    try {
      const objectsFolder = new URL('../../.build/bpf', import.meta.url).pathname;
      const rootCgroup = join(mount, cgroupOf());
      this.substrate = openSubstrate({ objectsFolder, rootCgroup, limits: { edges, processes: 1024, tuples: 8192, ringBytes } });
      for (const object of ['l7', 'repairs']) this.substrate.extend(object);
    } catch (cause) {
      this.#leave();
      throw cause;
    }
  }

  counted(): Counted[] {
    const found: Counted[] = [];
    mapSweep(this.substrate.map('l7_requests'))(({ keys, values, count }) => {
      for (let i = 0; i < count; i++) found.push(...countedIn(keys, i * l7KeyBytes, values, i * l7TotalsBytes));
    });
    return found;
  }

  /** Of both ends, of any edge. */
  total(what: string): number {
    return this.counted().reduce((sum, one) => (one.what === what ? sum + one.count : sum), 0);
  }

  /** Ports of the queries that wait for an answer, once for each end that saw them. */
  waiting(): number[] {
    const ports: number[] = [];
    const { valueBytes } = this.substrate.map('dns_queries');
    mapSweep(this.substrate.map('dns_queries'))(({ values, count }) => {
      for (let i = 0; i < count; i++) ports.push(readEdgeKey(values, i * valueBytes + dnsQueryPlaces.edge).serverPort);
    });
    return ports;
  }

  /** One of the counters of `l7_stat`. */
  stat(place: number): number {
    return perCpuCounters(this.substrate.map('l7_stats'), l7Stat.L7_STAT_COUNT)()[place] ?? 0;
  }

  events(visit: (view: DataView, at: number) => void): Ring {
    return ring(this.substrate.map('l7_events'), this.#ringBytes, visit);
  }

  [Symbol.dispose](): void {
    this.substrate.close();
    this.#leave();
  }
}

function countedIn(keys: DataView, keyAt: number, values: DataView, at: number): Counted[] {
  const { edge, protocol } = readL7Key(keys, keyAt);
  const names = namesOf(protocol);
  const word = (place: number) => wordAt(values, at + place * 8);
  const end = edge.role === socketRole.ROLE_CLIENT ? 'client' : 'server';
  const listed = Array.from({ length: pairs }, (_, pair) => {
    const name = word(l7TotalsWords.names + pair);
    const what = `${names?.protocol} ${names?.method((name >>> 16) & 0xff)} ${names?.status(name & 0xffff)}`;
    return { end, port: edge.serverPort, what, count: word(l7TotalsWords.requests + pair) } as const;
  });
  return listed.filter(({ count }) => count > 0);
}

function cgroupOf(): string {
  return /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
}

/** Moves this process to a cgroup of its own; answers how it leaves again. */
function enterCgroup(): () => void {
  const before = join(mount, cgroupOf());
  const own = join(mount, `sonde-test-${process.pid}`);
  const move = (to: string) => writeFileSync(join(to, 'cgroup.procs'), String(process.pid));
  mkdirSync(own);
  move(own);
  return () => {
    move(before);
    rmdirSync(own);
  };
}
