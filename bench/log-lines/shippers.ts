import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cpuMs } from '../contender-process.ts';
import type { Contender } from '../contest.ts';
import { peakMebibytes } from '../peak-memory.ts';

/** Files to read, and where there is room for what comes of them. */
interface Task {
  readonly glob: string;
  readonly bytes: number;
  readonly folder: string;
}

interface Peer {
  readonly name: string;
  readonly program: string;
  readonly command: (folder: string) => readonly string[];
  /** Reads the files of `glob` from their start, and writes their lines, as they are, to `out`. */
  readonly config: (task: { readonly glob: string; readonly out: string; readonly folder: string }) => string;
}

/** Of Debian. Fluent Bit, of which other figures are known, is not in Debian 12. */
const known: readonly Peer[] = [
  {
    name: 'rsyslog (imfile)',
    program: 'rsyslogd',
    command: (folder) => ['rsyslogd', '-n', '-f', join(folder, 'config'), '-i', join(folder, 'pid')],
    config: ({ glob, out, folder }) => `global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imfile" mode="polling" pollingInterval="1")
input(type="imfile" file="${glob}" tag="in")
template(name="line" type="string" string="%msg%\\n")
action(type="omfile" file="${out}" template="line")
`,
  },
  {
    name: 'syslog-ng (wildcard-file)',
    program: 'syslog-ng',
    command: (folder) => [
      'syslog-ng',
      '-F',
      '-f',
      join(folder, 'config'),
      '-R',
      join(folder, 'persist'),
      '-p',
      join(folder, 'pid'),
      '-c',
      join(folder, 'control'),
    ],
    config: ({ glob, out }) => `@version: 3.38
options { stats-freq(0); time-reap(30); };
source in { wildcard-file(base-dir("${join(glob, '..')}") filename-pattern("*.log") flags(no-parse) monitor-method("poll") follow-freq(0.1) log-iw-size(1000000) log-fetch-limit(10000)); };
destination out { file("${out}" template("$MSG\\n") log-fifo-size(2000000)); };
log { source(in); destination(out); flags(flow-control); };
`,
  },
];

const withinMs = 120_000;
const lookEveryMs = 20;

/** Those that are installed. */
export function peers(task: Task): { readonly contenders: readonly Contender[]; readonly notes: readonly string[] } {
  const there = known.filter(({ program }) => isInstalled(program));
  const missing = known.filter((peer) => !there.includes(peer));
  return {
    contenders: there.map((peer) => ({ name: peer.name, measure: () => measured(peer, task) })),
    notes: missing.map(({ name, program }) => `${name} was not measured: ${program} is not installed`),
  };
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v "$0"', program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A process of its own in each round, which has read nothing before. */
async function measured({ name, command, config }: Peer, { glob, bytes, folder }: Task): Promise<Readonly<Record<string, number>>> {
  const own = await mkdtemp(join(folder, 'peer-'));
  const out = join(own, 'out');
  await writeFile(join(own, 'config'), config({ glob, out, folder: own }));
  const child = spawn('taskset', ['-c', String(availableParallelism() - 1), ...command(own)], { stdio: 'inherit' });
  try {
    await written(child, out, bytes, name);
    const ms = cpuMs(child.pid ?? 0) ?? Number.NaN;
    return { megabytesPerSecond: bytes / 1000 / ms, secondsPerGigabyte: ms / (bytes / 1e6), peakMebibytes: peakMebibytes(child.pid ?? 0) };
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    await rm(own, { recursive: true });
  }
}

async function written(child: ChildProcess, out: string, bytes: number, name: string): Promise<void> {
  const untilMs = performance.now() + withinMs;
  for (;;) {
    const { size } = await stat(out).catch(() => ({ size: 0 }));
    if (size >= bytes) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${name} ended before it had written all of it`);
    if (performance.now() > untilMs) throw new Error(`${name} has written ${size} bytes of ${bytes}`);
    await delay(lookEveryMs);
  }
}
