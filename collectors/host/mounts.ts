import type { Mount } from '../identity/mountinfo.ts';

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
