import { userName } from '../host/user.ts';

/** The children’s parent-death signal, without which a kill -9 of the supervisor would leave them behind. */
const boundToParent = ['--pdeathsig', 'TERM'];

/** Runs a program as root. */
export function asRoot(program: readonly string[]): string[] {
  return ['setpriv', ...boundToParent, '--', ...program];
}

/** What an unprivileged child sees below `mountPoint`, which is a folder of this process's own name space. */
export interface View {
  /** An empty folder that root made and anybody may pass through. */
  readonly mountPoint: string;
  /** Name below the mount point → folder of the host. Its parents need not be passable for the child. */
  readonly readOnly: Readonly<Record<string, string>>;
  readonly writable: Readonly<Record<string, string>>;
  /** Name below the mount point → how many bytes of memory it may take. Gone when the process ends. */
  readonly scratch?: Readonly<Record<string, number>>;
}

/**
 * Binds folders where user sonde can reach them, in a mount name space of its own that ends with the process, and
 * drops every privilege. The parent-death signal is set twice, because a change of user clears it; the shell looks
 * whether the supervisor was still there at the first time.
 */
const confine = `
[ "$PPID" = "$1" ] || exit 0
mnt=$2 binds=$3
shift 3
mount -t tmpfs -o mode=0755,size=64k,nosuid,nodev,noexec sonde "$mnt"
while [ "$binds" -gt 0 ]; do
  mkdir "$mnt/$2"
  case $1 in
    tmpfs) mount -t tmpfs -o "mode=1777,size=$3,nosuid,nodev,noexec" sonde "$mnt/$2" ;;
    ro)
      [ -d "$3" ] || { echo "there is no folder $3" >&2; exit 1; }
      # Entry by entry: the folder itself may be closed, as one is that mktemp made.
      for entry in "$3"/* "$3"/.build; do
        [ -e "$entry" ] || continue
        at=$mnt/$2/\${entry##*/}
        if [ -d "$entry" ]; then mkdir "$at"; else : >"$at"; fi
        mount --rbind "$entry" "$at"
        mount -o remount,bind,ro,nosuid,nodev "$at"
      done
      ;;
    *)
      mount --rbind "$3" "$mnt/$2"
      mount -o "remount,bind,$1,nosuid,nodev" "$mnt/$2"
      ;;
  esac
  binds=$((binds - 1))
  shift 3
done
mount -o remount,ro "$mnt"
cd "$mnt"
umask 077
exec setpriv "$@"
`;

/** Runs a program as user sonde, without any privilege, in its view of the host. */
export function asSonde(program: readonly string[], view: View): string[] {
  const binds = [
    ...Object.entries(view.readOnly).flatMap(([name, folder]) => ['ro', name, folder]),
    ...Object.entries(view.writable).flatMap(([name, folder]) => ['rw', name, folder]),
    ...Object.entries(view.scratch ?? {}).flatMap(([name, bytes]) => ['tmpfs', name, String(bytes)]),
  ];
  const unprivileged = ['--reuid', userName, '--regid', userName, '--clear-groups', '--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'];
  return [
    'setpriv',
    ...boundToParent,
    '--',
    'unshare',
    ...['--mount', '--propagation', 'private', '--'],
    ...['sh', '-euc', confine, 'confine', String(process.pid), view.mountPoint, String(binds.length / 3), ...binds],
    ...[...unprivileged, ...boundToParent, '--', ...program],
  ];
}
