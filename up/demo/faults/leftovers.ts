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

/**
 * Undoes what faults of an earlier demo have left behind, when nothing was there to undo it. Cgroups belong to the host: where the demo of
 * another Sonde may run, `mayKill` is false, and those that are in use stay.
 */
export async function clearFaults(folder: string, { mayKill }: { readonly mayKill: boolean }): Promise<void> {
  if (!existsSync(folder)) return;
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  removeDisk(folder, mountinfo);
  const left = cgroupsLeft(mountinfo, [cpuBurnerRun.unit, memoryHogRun.unit]).filter((path) => existsSync(path));
  const until = Date.now() + (mayKill ? goneWithinMs : 0);
  for (;;) {
    if (mayKill) left.flatMap(processesIn).forEach(kill);
    if (left.map(isRemoved).every(Boolean) || Date.now() >= until) return;
    await delay(lookEveryMs);
  }
}

function removeDisk(folder: string, mountinfo: string): void {
  const point = fullDiskPoint(folder);
  if (mountinfo.includes(` ${point} `)) spawnSync('umount', ['--lazy', point], { env: { PATH: systemPath }, stdio: 'ignore' });
  for (const path of [point, fullDiskImage(folder)]) rmSync(path, { recursive: true, force: true });
}

/** Nobody but a fault is ever in them; what is killed there takes a moment to go. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}

function isRemoved(cgroup: string): boolean {
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
