import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { output } from '../traffic/program.ts';

export interface Process {
  readonly pid: number;
  /** As the kernel shows it: `sonde-agent`, `prometheus`. */
  readonly name: string;
  readonly parent: number;
  /** User and system time, its ended children's too. */
  readonly cpuSeconds: number;
}

/** The unit of times in /proc, which Linux shows to user space as 100 on every architecture that Sonde runs on. */
const ticksPerSecond = 100;

/** Undefined when it has ended, or nobody has asked yet how. */
function processOf(pid: number): Process | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  const cpuSeconds = rest.slice(9, 13).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
  return { pid, name: stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), parent: Number(parent), cpuSeconds };
}

export function isAlive(pid: number): boolean {
  return processOf(pid) !== undefined;
}

/** A process and everything that it started, as far as it runs. */
export function familyOf(pid: number): Process[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (processOf(Number(name)) ?? []) : []));
  const family = all.filter((one) => one.pid === pid);
  for (const { pid: parent } of family) family.push(...all.filter((one) => one.parent === parent));
  return family;
}

export function namedIn(family: readonly Process[], name: string): Process {
  const found = family.find((one) => one.name === name);
  if (found === undefined) throw new Error(`${name} does not run; there are ${family.map((one) => one.name).join(', ')}`);
  return found;
}

/** The most memory that a process has had, in bytes. */
export function residentPeakBytes(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kibibytes === undefined) throw new Error(`process ${pid} has no VmHWM`);
  return Number(kibibytes) * 1024;
}

/** The ids of the BPF programs that a process holds, by themselves or through their links. */
export function heldBpfPrograms(pid: number): number[] {
  const folder = `/proc/${pid}/fdinfo`;
  const ids = readdirSync(folder).flatMap((fd) => [...(readIfThere(join(folder, fd)) ?? '').matchAll(/^prog_id:\s+(\d+)$/gm)]);
  return [...new Set(ids.map(([, id]) => Number(id)))];
}

/** The ids of all BPF programs in the kernel. */
export async function bpfPrograms(): Promise<number[]> {
  const programs = Value.Parse(Type.Array(Type.Object({ id: Type.Integer() })), JSON.parse(await output(['bpftool', '--json', 'prog', 'list'])));
  return programs.map(({ id }) => id);
}

/** What a process has mounted of Sonde's, in its own mount namespace; nothing where it has ended. */
export function mountPoints(pid: number): string[] {
  const mounts = (readIfThere(`/proc/${pid}/mountinfo`) ?? '').split('\n');
  return mounts.flatMap((line) => line.split(' ')[4] ?? []).filter((path) => path.startsWith('/run/sonde-'));
}

/** What any process has mounted of Sonde's. */
export function mountPointsAnywhere(): Set<string> {
  return new Set(readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? mountPoints(Number(name)) : [])));
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
