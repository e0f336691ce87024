import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Folders } from './folders.ts';

const Entry = Type.Object({ name: Type.String(), pid: Type.Integer({ minimum: 2 }), startTicks: Type.String(), boot: Type.String() });
const Entries = Type.Array(Entry);
type Entry = Static<typeof Entry>;

const pollMs = 50;

/**
 * The children that run now, kept in a file: the next start waits for those that a killed supervisor left
 * behind. They end by their parent-death signal; who has missed it is ended here.
 */
export class Roster {
  readonly #file: string;
  readonly #entries = new Map<string, Entry>();

  constructor(folders: Folders) {
    this.#file = join(folders.up, 'children.json');
  }

  add(name: string, pid: number): void {
    const startTicks = startTicksOf(pid);
    if (startTicks === undefined) return;
    this.#entries.set(name, { name, pid, startTicks, boot: bootId() });
    this.#write();
  }

  remove(name: string): void {
    if (this.#entries.delete(name)) this.#write();
  }

  /** Waits until no child of an earlier supervisor runs any more; answers the names of those it had to kill. */
  async clear(endsWithinMs = 10_000): Promise<string[]> {
    const left = readEntries(this.#file).filter(isAlive);
    const deadline = Date.now() + endsWithinMs;
    while (left.some(isAlive) && Date.now() < deadline) await delay(pollMs);
    const killed = left.filter(isAlive);
    for (const entry of killed) kill(entry);
    while (killed.some(isAlive)) await delay(pollMs);
    return killed.map((entry) => entry.name);
  }

  /** Losing the file costs only the wait at the next start. */
  #write(): void {
    try {
      writeFileSync(this.#file, JSON.stringify([...this.#entries.values()]), { mode: 0o600 });
    } catch {}
  }
}

function readEntries(file: string): Entry[] {
  try {
    const entries: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(Entries, entries) ? entries : [];
  } catch {
    return [];
  }
}

function isAlive({ pid, startTicks, boot }: Entry): boolean {
  return boot === bootId() && startTicksOf(pid) === startTicks;
}

function kill({ pid }: Entry): void {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, 'SIGKILL');
    } catch {}
  }
}

/** Start of a process in clock ticks since boot, which tells it from a later one with its pid; undefined when it has ended. */
export function startTicksOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : rest[18];
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
