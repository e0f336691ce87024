import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userName } from '../../host/user.ts';

/** One file of a cgroup, and what is written to it. */
type Setting = readonly [file: string, value: string];

export interface Bound {
  readonly controller: 'cpu' | 'memory';
  /** In cgroup v2 and in v1. */
  readonly unified: readonly Setting[];
  readonly legacy: readonly Setting[];
}

interface Hierarchy {
  readonly mount: string;
  readonly isUnified: boolean;
}

/** The mounts that a cgroup has to be made in: that of the controller, and v2, by which a process is named. */
export function hierarchiesOf(mountinfo: string, controller: Bound['controller']): Hierarchy[] {
  const mounts = mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ', 2);
    const [, , , root, mount] = before.split(' ');
    const [type = '', , options = ''] = after.split(' ');
    return root === '/' && mount !== undefined ? [{ mount, type, options: options.split(',') }] : [];
  });
  const unified = mounts.find(({ type }) => type === 'cgroup2');
  const legacy = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(controller));
  return [
    ...(legacy === undefined ? [] : [{ mount: legacy.mount, isUnified: false }]),
    ...(unified === undefined ? [] : [{ mount: unified.mount, isUnified: true }]),
  ];
}

/** Below each mount: the demo's own, so that nothing else is ever in it. */
const folder = 'sonde-demo';

/** Where its cgroups may have been left, innermost first. */
export function cgroupsLeft(mountinfo: string, units: readonly string[]): string[] {
  const mounts = new Set((['cpu', 'memory'] as const).flatMap((controller) => hierarchiesOf(mountinfo, controller).map(({ mount }) => mount)));
  return [...mounts].flatMap((mount) => {
    const slice = join(mount, folder, 'system.slice');
    return [...units.map((unit) => join(slice, unit)), slice, join(mount, folder)];
  });
}

/**
 * Makes a cgroup that looks like a service's, sets its bound, and runs a script in it; removes it at the end. The first cgroup is
 * the one that has the controller. Above it in v2, the controller has to be handed down.
 */
const script = `
unit=$1 controller=$2 unified=$3 run=$4
shift 4
mounts=
child=
undo() {
  trap '' TERM
  [ -z "$child" ] || kill -KILL "$child" 2>/dev/null || true
  for mount in $mounts; do
    own=$mount/sonde-demo/system.slice/$unit
    for try in 1 2 3 4 5 6 7 8 9 10; do
      [ -d "$own" ] || break
      for pid in $(cat "$own/cgroup.procs"); do kill -KILL "$pid" 2>/dev/null || true; done
      rmdir "$own" 2>/dev/null || sleep 0.1
    done
    rmdir "$mount/sonde-demo/system.slice" "$mount/sonde-demo" 2>/dev/null || true
  done
}
trap 'undo; exit 0' TERM INT
trap undo EXIT
while [ "$1" != -- ]; do
  mount=$1
  shift
  mounts="$mounts $mount"
  own=$mount/sonde-demo/system.slice/$unit
  if [ "$mount" = "$unified" ]; then
    for above in "$mount" "$mount/sonde-demo" "$mount/sonde-demo/system.slice"; do
      mkdir -p "$above"
      grep -qw "$controller" "$above/cgroup.subtree_control" || echo "+$controller" >"$above/cgroup.subtree_control"
    done
  fi
  mkdir -p "$own"
done
shift
first=\${mounts# }
first=\${first%% *}/sonde-demo/system.slice/$unit
while [ $# -gt 0 ]; do
  # Where the kernel has no swap to bound, there is no such file.
  case $1 in *swap*) [ -e "$first/$1" ] || { shift 2; continue; } ;; esac
  echo "$2" >"$first/$1"
  shift 2
done
procs=
for mount in $mounts; do procs="$procs $mount/sonde-demo/system.slice/$unit/cgroup.procs"; done
sh -euc 'for procs in $1; do echo 0 >"$procs"; done; exec setpriv --reuid ${userName} --regid ${userName} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all --pdeathsig KILL sh -c "$2"' run "$procs" "$run" &
child=$!
wait "$child"
`;

export interface Bounded {
  /** As which it is seen: a name like `cpu-burner.service`. */
  readonly unit: string;
  readonly bound: Bound;
  /** For sh, as a user without any rights. */
  readonly run: string;
}

/** The command that does it; to be run as root. Throws where this host has no such controller. */
export function boundedCommand({ unit, bound, run }: Bounded, mountinfo = readFileSync('/proc/self/mountinfo', 'utf8')): string[] {
  const hierarchies = hierarchiesOf(mountinfo, bound.controller);
  const [first] = hierarchies;
  if (first === undefined) throw new Error(`no cgroup hierarchy with ${bound.controller} is mounted`);
  const unified = first.isUnified ? first.mount : '';
  const settings = first.isUnified ? bound.unified : bound.legacy;
  return ['sh', '-euc', script, 'bounded', unit, bound.controller, unified, run, ...hierarchies.map(({ mount }) => mount), '--', ...settings.flat()];
}
