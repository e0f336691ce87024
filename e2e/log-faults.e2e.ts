import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './logs/child.ts';
import { assertOnce } from './logs/exactly-once.ts';
import { Pair } from './logs/pair.ts';
import { seeded } from './logs/random.ts';
import { Writer } from './logs/writer.ts';

const faults = Number(process.env.SONDE_LOG_FAULTS ?? 40);
const seed = Number(process.env.SONDE_LOG_SEED ?? 20_261);
const writers = 20;

async function stopAWhile(child: Child, ms: number): Promise<void> {
  child.signal('SIGSTOP');
  await delay(ms);
  child.signal('SIGCONT');
}

/** One thing that goes wrong; it is over, and mended, when this resolves. */
async function fault(pair: Pair, random: () => number): Promise<void> {
  const kind = random();
  if (kind < 0.4) {
    await pair.reader.end('SIGKILL');
    await pair.reader.start();
  } else if (kind < 0.65) {
    await pair.server.end('SIGKILL');
    await pair.startServer();
  } else if (kind < 0.75) await stopAWhile(pair.reader, 500);
  else if (kind < 0.85) await stopAWhile(pair.server, 500);
  else pair.way.cut();
}

test(`after ${faults} faults every line that was written is there, each once (seed ${seed})`, { timeout: 600_000 }, async () => {
  await using pair = await Pair.start();
  const random = seeded(seed);
  const all = Array.from({ length: writers }, (_, number) => new Writer(pair.logs, `writer-${number}`, random));
  const writing = setInterval(() => {
    for (const writer of all) if (random() < 0.5) writer.write(1 + Math.floor(random() * 20));
  }, 20);
  const choices = seeded(seed + 1);
  try {
    for (let done = 0; done < faults; done += 1) {
      await delay(100 + choices() * 400);
      await fault(pair, choices);
    }
  } finally {
    clearInterval(writing);
  }
  await assertOnce(pair, all);
});
