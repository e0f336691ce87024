import type { Placement } from '../identity/cgroup-path.ts';
import { type CgroupMounts, type CgroupTree, cgroupTree } from './cgroups.ts';

/** One hierarchy, as it looks now. */
export interface Hierarchy {
  readonly tree: CgroupTree;
  readonly isUnified: boolean;
}

/** Which hierarchy to ask for what: on hybrid hosts each subject has its own. Absent where none is mounted. */
export interface CgroupTrees {
  cpu(): Hierarchy | undefined;
  throttling(): Hierarchy | undefined;
  memory(): Hierarchy | undefined;
}

export function cgroupTrees({ unified, legacy }: CgroupMounts, own: Placement): CgroupTrees {
  const walked = (mount: string | undefined, isUnified: boolean): Hierarchy | undefined =>
    mount === undefined ? undefined : { tree: cgroupTree(mount, own), isUnified };
  /** A controller is in v1 or in v2, never in both. */
  const controlledBy = (controller: string) => (legacy.has(controller) ? walked(legacy.get(controller), false) : walked(unified, true));

  return {
    /** Every cgroup of v2 counts its CPU time, even without a controller: so the one is asked that knows more by name. */
    cpu() {
      const v2 = walked(unified, true);
      const v1 = walked(legacy.get('cpuacct'), false);
      return v1 !== undefined && (v2 === undefined || v1.tree.groups.length > v2.tree.groups.length) ? v1 : v2;
    },
    throttling: () => controlledBy('cpu'),
    memory: () => controlledBy('memory'),
  };
}
