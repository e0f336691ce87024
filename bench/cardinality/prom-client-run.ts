import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Told = Type.Object({ series: Type.Number(), residentBytes: Type.Number() });
const heapMegabytes = 512;
const withinMs = 25_000;

/** How Node ends for want of heap, by itself and as shells tell it. */
const [abort, abortCode] = ['SIGABRT', 134];

/** Counts the same draws with prom-client until it has them all, or its time or its heap is used up. Without figures where it ended otherwise. */
export async function promClient(sender: string, tuples: number): Promise<{ figures?: { held: number; megabytes: number }; says: string }> {
  const draws = spawn(sender, [String(tuples)], { stdio: ['ignore', 'pipe', 'ignore'] });
  const program = [`--max-old-space-size=${heapMegabytes}`, join(import.meta.dirname, 'prom-client.ts')];
  const child = spawn(process.execPath, program, { stdio: [draws.stdout, 'pipe', 'pipe'] });
  const said = text(child.stderr);
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
  const [code, signal]: unknown[] = await ended;
  const isOutOfHeap = signal === abort || code === abortCode;
  if (!isOutOfHeap && signal !== 'SIGTERM' && code !== 0)
    return { says: `prom-client was not measured: it ended with ${code ?? signal}: ${(await said).trim()}` };
  const end = isOutOfHeap ? `died, out of its ${heapMegabytes} MiB of heap,` : `was ended after ${withinMs / 1000} s`;
  const says = `prom-client ${told.series >= tuples || code === 0 ? 'was ended' : end} at ${(told.series / 1e6).toFixed(1)} M series`;
  return { figures: { held: told.series, megabytes: told.residentBytes / 1e6 }, says };
}
