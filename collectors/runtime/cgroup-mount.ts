import { readFileSync } from 'node:fs';

/** Where cgroup v2 is mounted: /sys/fs/cgroup, or a folder in it on hybrid hosts. Throws with the mend where it is not. */
export function cgroup2Mount(): string {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const mount = mounts.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4];
  if (mount === undefined) throw new Error('cgroup v2 is not mounted: mount -t cgroup2 none /sys/fs/cgroup (or /sys/fs/cgroup/unified beside v1)');
  return mount;
}
