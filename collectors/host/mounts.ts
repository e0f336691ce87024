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

/** Kept by the kernel alone, or a view of another filesystem. */
const withoutSpace = new Set(
  (
    'autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs erofs fuse.lxcfs fusectl hugetlbfs iso9660 mqueue nsfs overlay proc pstore ' +
    'ramfs rootfs rpc_pipefs securityfs selinuxfs squashfs sysfs tracefs'
  ).split(' '),
);
/** Asking them may wait for another machine, or for a program. `fuseblk` is a disk. */
const remote = /^(nfs4?|cifs|smb3|smbfs|ncpfs|afs|9p|ceph|glusterfs|lustre|gpfs|beegfs|pvfs2|orangefs|coda|davfs|virtiofs|vboxsf|fuse(\..*)?)$/;
/** Made for one container, pod, unit or session, and gone with it. */
const ofOthers = /^\/(dev|proc|sys|run\/(credentials|user|netns|docker|containerd)|var\/lib\/(docker|containers|containerd|kubelet\/pods))(\/|$)/;

/** The filesystems of the host that have a size of their own, each once, those of disks first. */
export function localFilesystems(mounts: readonly Mount[]): Mount[] {
  const farPoints = mounts.filter(({ type }) => remote.test(type)).map(({ point }) => `${point}/`);
  const isNear = ({ type, point }: Mount) =>
    !withoutSpace.has(type) && !remote.test(type) && !ofOthers.test(point) && !farPoints.some((far) => `${point}/`.startsWith(far));
  const byFilesystem = new Map<string, Mount>();
  // What was mounted last at a point hides the others.
  const seen = [...new Map(mounts.map((mount) => [mount.point, mount])).values()].filter(isNear);
  for (const mount of seen.toSorted(byImportance)) if (!byFilesystem.has(mount.filesystem)) byFilesystem.set(mount.filesystem, mount);
  return [...byFilesystem.values()];
}

function byImportance(a: Mount, b: Mount): number {
  const rank = ({ device, root }: Mount) => (device.startsWith('/') ? 0 : 2) + (root === '/' ? 0 : 1);
  return rank(a) - rank(b) || a.point.length - b.point.length || (a.point < b.point ? -1 : 1);
}
