import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { readDeviceDropKey } from '../../bpf/gen/drops.ts';
import { edgeDetailKeyBytes, edgeDetailKind, readEdgeDetailKey, socketRole } from '../../bpf/gen/sockets.ts';
import { listenerKeyBytes, listenerSocketsBytes, listenerSocketsWords, readListenerKey } from '../../bpf/gen/sweep.ts';
import { textOf, wordAt } from '../../bpf/words.ts';
import { procfs } from '../identity/process-facts.ts';
import type { BpfObject } from '../runtime/bpf-object.ts';
import { until } from '../runtime/fixtures/until.ts';
import { kernelEnum } from '../runtime/kernel-enum.ts';
import * as libbpf from '../runtime/libbpf.ts';
import { mapSweep, perCpuCounters } from '../runtime/map-sweep.ts';
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

export interface Started {
  readonly pid: number;
  /** A line on its standard input. */
  say(line: string): void;
  end(): Promise<void>;
}

export interface Place {
  readonly address: string;
  run(command: readonly string[]): string;
  /** nft(8): one rule in a chain at that hook. */
  filter(hook: string, rule: string): void;
  /** Of nstat(8). */
  counter(name: string): number;
  /** Python, which prints a line when it is ready and then waits for its standard input to end. */
  start(code: string): Promise<Started>;
}

function run([program = '', ...args]: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8' });
}

function place(subject: string, address: string, stack: AsyncDisposableStack): Place & { readonly name: string } {
  const name = `sonde-test-drops-${subject}-${process.pid}`;
  const inside = ['ip', 'netns', 'exec', name];
  const children: ChildProcess[] = [];
  run(['ip', 'netns', 'add', name]);
  stack.defer(() => {
    for (const child of children) child.kill('SIGKILL');
    run(['ip', 'netns', 'delete', name]);
  });
  run(['ip', '-n', name, 'link', 'set', 'lo', 'up']);
  return {
    name,
    address,
    run: (command) => run([...inside, ...command]),
    filter: (hook, rule) =>
      void run([...inside, 'nft', `add table inet t; add chain inet t ${hook} { type filter hook ${hook} priority 0; }; add rule inet t ${hook} ${rule}`]),
    counter: (counter) => Number(/(\d+) +[\d.]+\n$/.exec(run([...inside, 'nstat', '-asz', counter]))?.[1]),
    async start(code) {
      const [program = '', ...args] = [...inside, '/usr/bin/python3', '-uc', `import socket, struct, sys, time\n${code}\nsys.stdin.read()`];
      const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      children.push(child);
      await once(createInterface({ input: child.stdout }), 'line');
      const { pid } = child;
      if (pid === undefined) throw new Error('python does not start');
      const ended = once(child, 'close');
      return {
        pid,
        say: (line) => void child.stdin.write(`${line}\n`),
        async end() {
          child.stdin.end();
          await ended;
        },
      };
    },
  };
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

  static async open({ edges = 4096 } = {}): Promise<Lab> {
    await using stack = new AsyncDisposableStack();
    const near = place('near', '10.78.1.1', stack);
    const far = place('far', '10.78.1.2', stack);
    run(['ip', 'link', 'add', 'cable', 'netns', near.name, 'type', 'veth', 'peer', 'name', 'cable', 'netns', far.name]);
    for (const { name, address } of [near, far]) {
      run(['ip', '-n', name, 'address', 'add', `${address}/24`, 'dev', 'cable']);
      run(['ip', '-n', name, 'link', 'set', 'cable', 'up']);
    }
    const substrate = openSubstrate({
      objectsFolder: new URL('../../.build/bpf', import.meta.url).pathname,
      rootCgroup: procfs().cgroupMount ?? assert.fail('cgroup v2 is not mounted'),
      limits: { edges, processes: 1024, tuples: 8192, ringBytes: 65536 },
    });
    stack.defer(() => substrate.close());
    const object = substrate.extend('drops');
    return new Lab(near, far, substrate, object, stack.move());
  }

  constructor(near: Place, far: Place, substrate: Substrate, object: BpfObject, stack: AsyncDisposableStack) {
    this.near = near;
    this.far = far;
    this.#substrate = substrate;
    this.#object = object;
    this.#stack = stack;
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

  /** What the listeners of a port turned away, as the sweep finds it. */
  listenDrops(port: number): number {
    this.#substrate.sweep();
    let total = 0;
    mapSweep(this.#substrate.listeners)(({ keys, values, count }) => {
      for (let i = 0; i < count; i++) {
        if (readListenerKey(keys, i * listenerKeyBytes).port === port) total += wordAt(values, i * listenerSocketsBytes + listenerSocketsWords.drops * 8);
      }
    });
    return total;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}
