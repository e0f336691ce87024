import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Contest, Figure, Verdict } from '../bench.ts';
import { numbers } from '../contender-process.ts';
import { bestOf, contest, worstOf } from '../contest.ts';
import { kinds } from './made-lines.ts';
import { lineReader } from './read-lines.ts';

const linesOfKind = 100_000;
/** On one core; of memory, all of the process. */
const goal = { linesPerSecond: 60_000, peakMebibytes: 110 };

const figures: readonly Figure[] = [
  { key: 'linesPerSecond', name: 'lines a second of CPU', unit: '/s', better: 'more' },
  { key: 'megabytesPerSecond', name: 'of their bytes', unit: 'MB/s', better: 'more' },
  { key: 'peakMebibytes', name: 'most memory', unit: 'MiB', better: 'less' },
];

export const logLines: Bench = {
  goals: ['LINES'],
  title: 'lines of logs, from their file to compressed batches of parsed records',
  async run(tell) {
    const folder = await mkdtemp(join(tmpdir(), 'sonde-bench-'));
    try {
      const contests: Contest[] = [];
      const verdicts: Verdict[] = [];
      for (const [kind, line] of Object.entries(kinds)) {
        const path = join(folder, `${kind}.log`);
        const text = `${Array.from({ length: linesOfKind }, (_, n) => line(n)).join('\n')}\n`;
        await writeFile(path, text);
        tell(`reading ${linesOfKind} lines of ${kind}`);
        const measured = await readAll(kind, path, text.length);
        contests.push(measured.contest);
        verdicts.push(measured.whole, judge(kind, measured.contest));
      }
      return { contests, verdicts, notes: [] };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function readAll(kind: string, path: string, bytes: number): Promise<{ readonly contest: Contest; readonly whole: Verdict }> {
  await using sonde = await lineReader('sonde', path);
  const counts = new Set<number>();
  const measured = await contest({
    title: `${kind}: ${linesOfKind} lines of ${Math.round(bytes / linesOfKind)} bytes`,
    figures,
    rounds: 5,
    warmUps: 2,
    contenders: [
      {
        name: 'sonde',
        async measure() {
          const reply = await sonde.measure('read');
          const told = numbers(reply);
          const cpuMs = reply.cpuMs ?? told('ms');
          counts.add(told('lines'));
          return { linesPerSecond: (told('lines') / cpuMs) * 1000, megabytesPerSecond: bytes / 1000 / cpuMs, peakMebibytes: told('peakMebibytes') };
        },
      },
    ],
  });
  return {
    contest: measured,
    whole: { says: `${kind}: ${[...counts].join(', ')} lines of ${linesOfKind}`, holds: counts.size === 1 && counts.has(linesOfKind) },
  };
}

function judge(kind: string, measured: Contest): Verdict {
  const [perSecond, mebibytes] = [bestOf(measured, 'linesPerSecond'), worstOf(measured, 'peakMebibytes')];
  return {
    says: `${kind}: ${Math.round(perSecond)} lines a second of ${goal.linesPerSecond}, ${Math.round(mebibytes)} MiB of ${goal.peakMebibytes}`,
    holds: perSecond >= goal.linesPerSecond && mebibytes <= goal.peakMebibytes,
  };
}
