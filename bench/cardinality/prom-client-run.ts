import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Told = Type.Object({ series: Type.Number(), residentBytes: Type.Number() });
const heapMegabytes = 512;
const withinMs = 25_000;

/** Counts the same draws with prom-client until it has them all, or its time or its heap is used up. */
export async function promClient(sender: string, tuples: number): Promise<{ held: number; megabytes: number; says: string }> {
  const draws = spawn(sender, [String(tuples)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const program = [`--max-old-space-size=${heapMegabytes}`, join(import.meta.dirname, 'prom-client.ts')];
  const child = spawn(process.execPath, program, { stdio: [draws.stdout, 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const late = setTimeout(() => child.kill('SIGTERM'), withinMs);
  let told = { series: 0, residentBytes: 0 };
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      told = Value.Decode(Told, JSON.parse(line));
      if (told.series >= tuples) break;
    }
  } finally {
    clearTimeout(late);
    child.kill('SIGTERM');
    draws.kill('SIGTERM');
  }
  const [, signal] = await ended;
  const end = signal === 'SIGTERM' ? `was ended after ${withinMs / 1000} s` : `died, out of its ${heapMegabytes} MiB of heap,`;
  const says = `prom-client ${told.series >= tuples ? 'was ended' : end} at ${(told.series / 1e6).toFixed(1)} M series`;
  return { held: told.series, megabytes: told.residentBytes / 1e6, says };
}
