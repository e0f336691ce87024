import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
const mountOf = (pattern: RegExp): string | undefined => pattern.exec(mounts)?.[1];

/** Of cgroup v2, which hybrid hosts have without controllers. */
export const unifiedMount = mountOf(/^\d+ \d+ \S+ \S+ (\S+) .*- cgroup2 /m) ?? '';

/** How the controller of memory calls the same things in cgroup v1 and v2. */
const files = {
  legacy: { limit: 'memory.limit_in_bytes', swap: ['memory.memsw.limit_in_bytes', 'limit'], kills: 'memory.oom_control' },
  unified: { limit: 'memory.max', swap: ['memory.swap.max', '0'], kills: 'memory.events' },
} as const;

export interface SmallCgroup extends Disposable {
  readonly folder: string;
  /** How many the kernel itself says that it killed there. */
  readonly kills: () => number;
}

/** Whoever has more memory than this there is killed. */
export function smallCgroup(name: string, limitBytes: number): SmallCgroup {
  const legacy = mountOf(/^\d+ \d+ \S+ \S+ (\S+) .*- cgroup \S+ (?:\S+,)?memory(?:,\S+)?$/m);
  const { limit, swap, kills } = legacy === undefined ? files.unified : files.legacy;
  const folder = `${legacy ?? unifiedMount}/${name}`;
  mkdirSync(folder);
  writeFileSync(`${folder}/${limit}`, `${limitBytes}`);
  if (existsSync(`${folder}/${swap[0]}`)) writeFileSync(`${folder}/${swap[0]}`, swap[1] === 'limit' ? `${limitBytes}` : swap[1]);
  return {
    folder,
    kills: () => Number(/^oom_kill (\d+)$/m.exec(readFileSync(`${folder}/${kills}`, 'utf8'))?.[1]),
    [Symbol.dispose]: () => rmdirSync(folder),
  };
}
