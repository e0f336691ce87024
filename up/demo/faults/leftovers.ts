import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemPath } from '../../host/command.ts';
import { cgroupsLeft } from './bounded.ts';
import { cpuBurnerRun } from './cpu-burner.ts';
import { fullDiskImage, fullDiskPoint } from './full-disk.ts';
import { memoryHogRun } from './memory-hog.ts';

const goneWithinMs = 3000;
const lookEveryMs = 50;

/** Undoes what faults of an earlier demo have left behind, when nothing was there to undo it. */
export async function clearFaults(folder: string): Promise<void> {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  const point = fullDiskPoint(folder);
  if (mountinfo.includes(` ${point} `)) spawnSync('umount', ['--lazy', point], { env: { PATH: systemPath }, stdio: 'ignore' });
  for (const path of [point, fullDiskImage(folder)]) rmSync(path, { recursive: true, force: true });
  const left = cgroupsLeft(mountinfo, [cpuBurnerRun.unit, memoryHogRun.unit]).filter((path) => existsSync(path));
  for (const until = Date.now() + goneWithinMs; !left.every(isRemoved) && Date.now() < until; ) await delay(lookEveryMs);
}

/** Nobody but a fault is ever in it; what is killed there takes a moment to go. */
function isRemoved(cgroup: string): boolean {
  for (const pid of processesIn(cgroup)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  try {
    rmdirSync(cgroup);
    return true;
  } catch {
    return !existsSync(cgroup);
  }
}

function processesIn(cgroup: string): number[] {
  try {
    return readFileSync(`${cgroup}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
