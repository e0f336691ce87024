/** One mounted filesystem. */
export interface Mount {
  /** `major:minor`: the same for every mount of one filesystem. */
  readonly filesystem: string;
  /** Which folder of the filesystem is mounted. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly device: string;
  /** The mount is, or the kernel made the whole filesystem so after an error. */
  readonly readOnly: boolean;
  readonly superOptions: readonly string[];
}

/** /proc/PID/mountinfo, in the order in which they were mounted. */
export function parseMounts(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ', 2);
    const [, , filesystem, root, point, options] = before.split(' ');
    const [type, device, superOptions] = after.split(' ');
    if (filesystem === undefined || root === undefined || point === undefined || options === undefined) return [];
    if (type === undefined || device === undefined || superOptions === undefined) return [];
    const all = superOptions.split(',');
    const readOnly = options.split(',').includes('ro') || all.includes('ro');
    return [{ filesystem, root: unescaped(root), point: unescaped(point), type, device: unescaped(device), readOnly, superOptions: all }];
  });
}

/** Spaces and the like are written in octal. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Where the v2 hierarchy is: /sys/fs/cgroup, or /sys/fs/cgroup/unified on hybrid hosts. The whole tree is preferred to a part. */
export function cgroup2Mount(mounts: readonly Mount[]): string | undefined {
  const unified = mounts.filter(({ type }) => type === 'cgroup2');
  return (unified.find(({ root }) => root === '/') ?? unified[0])?.point;
}
