import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { systemPath } from '../../host/command.ts';
import { cgroupsLeft } from './bounded.ts';
import { cpuBurnerRun } from './cpu-burner.ts';
import { fullDiskPoint } from './full-disk.ts';
import { memoryHogRun } from './memory-hog.ts';

/** Undoes what faults of an earlier demo have left behind, when nothing was there to undo it. */
export function clearFaults(folder: string): void {
  const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
  const point = fullDiskPoint(folder);
  if (mountinfo.includes(` ${point} `)) spawnSync('umount', ['--lazy', point], { env: { PATH: systemPath }, stdio: 'ignore' });
  for (const cgroup of cgroupsLeft(mountinfo, [cpuBurnerRun.unit, memoryHogRun.unit])) removeCgroup(cgroup);
}

/** Nobody but a fault is ever in it. */
function removeCgroup(path: string): void {
  for (const pid of processesIn(path)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {}
  }
  try {
    rmdirSync(path);
  } catch {}
}

function processesIn(path: string): number[] {
  try {
    return readdirSync(path).includes('cgroup.procs') ? readFileSync(`${path}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number) : [];
  } catch {
    return [];
  }
}
