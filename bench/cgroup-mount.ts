import { readFile } from 'node:fs/promises';

export async function cgroupMount(): Promise<string> {
  const mount = / (\S+) cgroup2 /.exec(await readFile('/proc/mounts', 'utf8'))?.[1];
  if (mount === undefined) throw new Error('cgroup v2 is not mounted');
  return mount;
}
