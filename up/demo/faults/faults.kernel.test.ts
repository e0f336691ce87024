import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { asRoot } from '../../children/confine.ts';
import { until } from '../../children/readiness.ts';
import { systemPath } from '../../host/command.ts';
import { ensureUser } from '../../host/user.ts';
import { boundedCommand, cgroupsLeft } from './bounded.ts';
import { cpuBurnerRun } from './cpu-burner.ts';
import { fullDiskCommand, fullDiskPoint } from './full-disk.ts';
import { clearFaults } from './leftovers.ts';
import { memoryHogRun } from './memory-hog.ts';
import { packetLossCommand, packetLossRules } from './packet-loss.ts';

ensureUser();
const folder = mkdtempSync(join(tmpdir(), 'sonde-faults-'));
after(async () => {
  await clearFaults(folder, { mayKill: true });
  rmSync(folder, { recursive: true });
});

const output = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8', env: { PATH: systemPath } }).stdout;
const mountinfo = () => readFileSync('/proc/self/mountinfo', 'utf8');

/** The first of its files that there is, in whichever hierarchy. */
function ofCgroup(unit: string, file: string): string {
  for (const path of cgroupsLeft(mountinfo(), [unit])) {
    try {
      if (path.endsWith(unit) && readdirSync(path).includes(file)) return readFileSync(join(path, file), 'utf8');
    } catch {}
  }
  return '';
}

const countOf = (text: string, name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);

/** What runs, and whether it is in force. */
const faults = [
  { name: 'packet loss', command: () => packetLossCommand(folder), input: packetLossRules, isOn: () => output('nft', 'list', 'tables').includes('sonde_demo') },
  {
    name: 'a memory hog',
    command: () => boundedCommand(memoryHogRun),
    input: '',
    isOn: () => countOf(ofCgroup(memoryHogRun.unit, 'memory.events') + ofCgroup(memoryHogRun.unit, 'memory.oom_control'), 'oom_kill') > 0,
  },
  {
    name: 'a CPU burner',
    command: () => boundedCommand(cpuBurnerRun),
    input: '',
    isOn: () => countOf(ofCgroup(cpuBurnerRun.unit, 'cpu.stat'), 'nr_throttled') > 3,
  },
  {
    name: 'a full disk',
    command: () => fullDiskCommand(folder),
    input: '',
    isOn: () => /100% /.test(output('df', '--output=pcent,target', fullDiskPoint(folder))) && mountinfo().includes(` ${fullDiskPoint(folder)} `),
  },
];

const eventually = (what: string, attempt: () => void) =>
  until(
    AbortSignal.timeout(20_000),
    () => {},
    async () => attempt(),
  ).catch((cause: unknown) => {
    throw new Error(what, { cause });
  });

function nothingIsLeft(): void {
  assert.ok(!output('nft', 'list', 'tables').includes('sonde_demo'));
  assert.ok(!mountinfo().includes(folder));
  // Who undoes it is done when the last of it is gone: it would take away what the next one makes.
  assert.deepEqual(readdirSync(folder), []);
  const left = cgroupsLeft(mountinfo(), [memoryHogRun.unit, cpuBurnerRun.unit]);
  assert.deepEqual(left.filter(existsSync), []);
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {}
}

for (const { name, command, input, isOn } of faults) {
  test(`${name} is undone when who started it is killed, and what a kill of its own leaves by the next start`, { timeout: 60_000 }, async (t) => {
    // What sh runs beside itself has no standard input but by a descriptor of its own.
    const parent = spawn('sh', ['-c', 'exec 3<&0; "$@" <&3 & wait', 'parent', ...asRoot(command())], { stdio: ['pipe', 'ignore', 'inherit'] });
    t.after(() => parent.kill('SIGKILL'));
    parent.stdin.end(input);
    await eventually(`${name} is there`, () => assert.ok(isOn()));
    parent.kill('SIGKILL');
    await eventually(`${name} is gone`, nothingIsLeft);

    const [program = '', ...args] = command();
    const alone = spawn(program, args, { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
    t.after(() => killGroup(alone));
    alone.stdin.end(input);
    await eventually(`${name} is there again`, () => assert.ok(isOn()));
    killGroup(alone);
    await clearFaults(folder, { mayKill: true });
    await eventually(`${name} is gone for good`, nothingIsLeft);
  });
}
