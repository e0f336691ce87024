import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Contest, Figure, Verdict } from '../bench.ts';
import { numbers } from '../contender-process.ts';
import { bestOf, type Contender, contest, worstOf } from '../contest.ts';
import { line512 } from './made-lines.ts';
import { lineReader } from './read-lines.ts';
import { peers } from './shippers.ts';

/** Of a file that is new to it, Sonde reads 64 MiB. */
const files = 5;
const linesOfFile = 120_000;
const bytes = files * linesOfFile * 512;
const rounds = 5;
const goal = { framed: 550, json: 250, secondsPerGigabyte: 2, peakMebibytes: 110 };

const figures: readonly Figure[] = [
  { key: 'megabytesPerSecond', name: 'for a second of CPU', unit: 'MB/s', better: 'more' },
  { key: 'secondsPerGigabyte', name: 'CPU for a gigabyte', unit: 's', better: 'less' },
  { key: 'peakMebibytes', name: 'most memory', unit: 'MiB', better: 'less' },
];

export const logTail: Bench = {
  goals: ['G8'],
  title: 'files of lines of 512 bytes, read to their end',
  async run(tell) {
    await using stack = new AsyncDisposableStack();
    const folder = stack.adopt(await mkdtemp(join(tmpdir(), 'sonde-bench-')), (path) => rm(path, { recursive: true, force: true }));
    for (let file = 0; file < files; file += 1) {
      const text = Array.from({ length: linesOfFile }, (_, n) => line512(file * linesOfFile + n)).join('\n');
      await writeFile(join(folder, `in-${file}.log`), `${text}\n`);
    }
    const glob = join(folder, '*.log');
    const counted = new Set<number>();
    const ours: Contender[] = [];
    for (const { name, how } of ways) {
      const reader = stack.use(await lineReader(name, glob));
      ours.push({ name, measure: async () => figuresOf(await reader.measure(how), counted) });
    }
    const { contenders, notes } = peers({ glob, bytes, folder });
    tell(`${rounds} rounds of ${Math.round(bytes / 1e6)} MB`);
    const measured = await contest({
      title: `${files * linesOfFile} lines of 512 bytes, read to their end on one core`,
      figures,
      rounds,
      warmUps: 1,
      contenders: [...ours, ...contenders],
    });
    return { contests: [measured], verdicts: [...judge(measured), whole(counted)], notes };
  },
};

/** The first two do with a line what the others do, which is next to nothing; the third is what Sonde does. */
const ways = [
  { name: 'sonde, framed', how: 'frames' },
  { name: 'sonde, as JSON', how: 'json' },
  { name: 'sonde, parsed, without secrets, with patterns, compressed', how: 'read' },
] as const;

function figuresOf(reply: Readonly<Record<string, number>>, counted: Set<number>): Readonly<Record<string, number>> {
  const told = numbers(reply);
  const cpuMs = reply.cpuMs ?? told('ms');
  counted.add(told('lines'));
  return { megabytesPerSecond: bytes / 1000 / cpuMs, secondsPerGigabyte: cpuMs / (bytes / 1e6), peakMebibytes: told('peakMebibytes') };
}

function judge(measured: Contest): Verdict[] {
  const speed = (at: number) => bestOf(measured, 'megabytesPerSecond', at);
  const all = ways.length - 1;
  const [seconds, mebibytes] = [bestOf(measured, 'secondsPerGigabyte', all), worstOf(measured, 'peakMebibytes', all)];
  return [
    { says: `framed: ${Math.round(speed(0))} MB/s of ${goal.framed}`, holds: speed(0) >= goal.framed },
    { says: `as JSON: ${Math.round(speed(1))} MB/s of ${goal.json}`, holds: speed(1) >= goal.json },
    {
      says: `all that is done with them: ${seconds.toFixed(1)} s of CPU for a gigabyte of ${goal.secondsPerGigabyte}`,
      holds: seconds <= goal.secondsPerGigabyte,
    },
    { says: `${Math.round(mebibytes)} MiB of ${goal.peakMebibytes}`, holds: mebibytes <= goal.peakMebibytes },
  ];
}

function whole(counted: ReadonlySet<number>): Verdict {
  return { says: `${[...counted].join(', ')} lines of ${files * linesOfFile}`, holds: counted.size === 1 && counted.has(files * linesOfFile) };
}
