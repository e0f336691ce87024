import { uptime } from 'node:os';
import type { Identity } from '#contract/identity.ts';
import { type ProcessInfo, processInfoBytes, readProcessInfo } from '../../bpf/gen/sockets.ts';
import { textOf } from '../../bpf/words.ts';
import { argumentsOf, isAlive, type ProcessFacts, type Procfs } from '../identity/process-facts.ts';
import type { BpfMap } from '../runtime/bpf-object.ts';
import * as libbpf from '../runtime/libbpf.ts';

/** Beyond these the oldest names go first, and are read again. */
const mostNames = 8192;
const nsPerSecond = 1e9;

export interface ProcessNames {
  /** Undefined for a process of which neither the kernel's map nor /proc knows anything any more. */
  identity(process: bigint): Identity | undefined;
  isAlive(process: bigint): boolean;
  pid(process: bigint): number;
}

interface Known {
  readonly facts: ProcessFacts;
  readonly identity: Identity;
}

/** Names the kernel side's process ids (pid and incarnation) from what the kernel kept when they first used a socket. */
export function processNames(map: BpfMap, proc: Procfs, identify: (facts: ProcessFacts) => Identity): ProcessNames {
  const read = processInfos(map);
  const known = new Map<bigint, Known>();
  const openedAtNs = BigInt(Math.round(uptime() * nsPerSecond));

  /** The kernel keeps no facts of processes from before the start; whoever began later only has the pid of one that is gone. */
  const adopted = (facts: ProcessFacts | undefined) => (facts !== undefined && facts.startTimeNs <= openedAtNs ? facts : undefined);

  const remember = (process: bigint): Known | undefined => {
    const info = read(process);
    const facts = info === undefined ? adopted(proc.facts(pidOf(process))) : factsOf(info);
    if (facts === undefined) return undefined;
    const entry = { facts, identity: identify(facts) };
    const oldest = known.keys().next();
    if (known.size >= mostNames && !oldest.done) known.delete(oldest.value);
    known.set(process, entry);
    return entry;
  };

  return {
    identity: (process) => (known.get(process) ?? remember(process))?.identity,
    isAlive(process) {
      const facts = known.get(process)?.facts;
      return facts !== undefined && isAlive(proc, facts);
    },
    pid: pidOf,
  };
}

function processInfos(map: BpfMap): (process: bigint) => ProcessInfo | undefined {
  const key = new Uint8Array(8);
  const keyView = new DataView(key.buffer);
  const value = new Uint8Array(processInfoBytes);
  const valueView = new DataView(value.buffer);
  return (process) => {
    keyView.setBigUint64(0, process, true);
    return libbpf.lookup(map.fd, key, value) ? readProcessInfo(valueView, 0) : undefined;
  };
}

/** The low half of the kernel side's process id. */
export function pidOf(process: bigint): number {
  return Number(process & 0xffffffffn);
}

function factsOf(info: ProcessInfo): ProcessFacts {
  const cut = info.argumentBytes === info.arguments.length;
  return {
    pid: info.pid,
    parentPid: info.parentPid,
    comm: textOf(info.comm),
    executable: textOf(info.executable),
    args: argumentsOf(Buffer.from(info.arguments.subarray(0, info.argumentBytes)), cut),
    argsCut: cut,
    cgroupId: BigInt(info.cgroupId),
    startTimeNs: BigInt(info.startedAt),
  };
}
