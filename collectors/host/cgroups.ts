import { type Placement, placementIn } from '../identity/cgroup-path.ts';
import { cgroup2Mount, parseMounts } from '../identity/mountinfo.ts';
import { readText, statOf, subdirectories } from '../identity/proc-files.ts';

/** A cgroup that holds one container or service, with all cgroups below it that hold the same. */
export interface Group {
  /** The inode of its folder: a cgroup that is made anew under the same path has another. */
  readonly id: string;
  readonly folder: string;
  readonly placement: Placement;
  /** The group around it, whose counters include this one's. */
  readonly around: Group | undefined;
}

export interface CgroupTree {
  readonly groups: readonly Group[];
  /** Folders of cgroups that hold neither a container nor a service. */
  readonly plain: readonly string[];
}

/** Where the hierarchies are mounted; on hybrid hosts there are both kinds. */
export interface CgroupMounts {
  readonly unified: string | undefined;
  /** By controller, of v1. */
  readonly legacy: ReadonlyMap<string, string>;
}

export function cgroupMounts(mountinfo: string): CgroupMounts {
  const mounts = parseMounts(mountinfo);
  const whole = mounts.toSorted((a, b) => Number(b.root === '/') - Number(a.root === '/'));
  const legacy = whole.filter(({ type }) => type === 'cgroup').flatMap(({ superOptions, point }) => superOptions.map((name) => [name, point] as const));
  return { unified: cgroup2Mount(mounts), legacy: new Map(legacy.reverse()) };
}

/** More than any host has in use; what lies beyond is not seen. */
const mostFolders = 16_384;

/** Every container and service below a mount. `own` is where the agent runs: others live there too, which it does not name. */
export function cgroupTree(mount: string, own: Placement): CgroupTree {
  const groups: Group[] = [];
  const plain: string[] = [];
  const waiting: Folder[] = [{ path: '', around: undefined }];
  for (let left = mostFolders; left > 0; left -= 1) {
    const next = waiting.pop();
    const stat = next && statOf(mount + next.path);
    if (next === undefined) break;
    if (stat === undefined) continue;
    const { path, around } = next;
    const group = groupAt(mount + path, stat.ino, namedBy(path, own), around);
    if (group === undefined) plain.push(mount + path);
    else if (group !== around) groups.push(group);
    // kernfs counts sub-directories in nlink: most cgroups are leaves.
    if (stat.nlink !== 2n) waiting.push(...subdirectories(mount + path).map((name) => ({ path: `${path}/${name}`, around: group })));
  }
  return { groups, plain };
}

interface Folder {
  /** Below the mount. */
  readonly path: string;
  readonly around: Group | undefined;
}

function groupAt(folder: string, inode: bigint, placement: Placement, around: Group | undefined): Group | undefined {
  if (placement.container === undefined && placement.unit === undefined) return undefined;
  const isSame = around !== undefined && around.placement.container === placement.container && around.placement.unit === placement.unit;
  return isSame ? around : { id: String(inode), folder, placement, around };
}

/** A container is what it is wherever its cgroup lies, so that the unit around it does not matter. */
function namedBy(path: string, own: Placement): Placement {
  const { container, unit } = placementIn(path);
  if (container !== undefined && container !== own.container) return { container, unit: undefined };
  return { container: undefined, unit: unit === own.unit ? undefined : unit };
}

/** The processes of one cgroup; none where they cannot be told (a threaded cgroup). */
export function processesIn(folder: string): number[] {
  const text = readText(`${folder}/cgroup.procs`, mostProcessBytes) ?? '';
  return text.split('\n').flatMap((line) => (/^[1-9]\d*$/.test(line) ? [Number(line)] : []));
}

const mostProcessBytes = 1024 * 1024;

/** `name value` lines, as cpu.stat and memory.stat of both versions have them. */
export function flatKeyed(text: string): Map<string, string> {
  const rows = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(' ');
    if (at > 0) rows.set(line.slice(0, at), line.slice(at + 1));
  }
  return rows;
}
