import type { Identity } from '#contract/identity.ts';
import { type Placement, placementIn, placementOf } from './cgroup-path.ts';
import { cgroupTree } from './cgroup-tree.ts';
import { containerNames } from './container-names.ts';
import { interpreterOf, isNode } from './interpreters.ts';
import { label } from './label.ts';
import { executableName, isAlive, type ProcessFacts, type Procfs, procfs } from './process-facts.ts';
import { type NameFacts, ownName, processName, rewrittenTitle } from './process-name.ts';

interface Options {
  /** Where the agent itself runs (`ownPlacement()`): its unit and container name nobody, they hold whatever was started beside it. */
  readonly own?: Placement;
  readonly proc?: Procfs;
  /** Before the paths of the container runtimes' files. */
  readonly hostRoot?: string;
}

const nowhere: Placement = { container: undefined, unit: undefined };

/** The container and the unit that this process runs in. */
export function ownPlacement(proc: Procfs = procfs()): Placement {
  return placementOf(proc.memberships('self'));
}

/**
 * Who a process is: the container it is in, else the systemd service, else itself. A living process is asked for what the
 * kernel did not say (some 0.1 ms); one that has ended is named by the facts alone. The caller keeps the answer.
 */
export function processIdentities({ own = nowhere, proc = procfs(), hostRoot = '' }: Options = {}) {
  const tree = proc.cgroupMount === undefined ? undefined : cgroupTree({ mount: proc.cgroupMount });
  const containers = containerNames({ root: hostRoot });

  function placement(facts: ProcessFacts, alive: boolean): Placement {
    const memberships = alive ? proc.memberships(facts.pid) : [];
    if (memberships.length > 0) return placementOf(memberships);
    const byId = tree?.path(facts.cgroupId);
    const known = placementIn(byId ?? facts.cgroupPath ?? '');
    return known.container !== undefined || known.unit !== undefined ? known : inherited(facts, byId);
  }

  /** A child starts in its parent's cgroups: the only trace of a v1 container once the child is gone. */
  function inherited(facts: ProcessFacts, path: string | undefined): Placement {
    const parent = facts.parentPid > 1 ? proc.stat(facts.parentPid) : undefined;
    if (parent === undefined || parent.startTimeNs > facts.startTimeNs) return nowhere;
    const memberships = proc.memberships(facts.parentPid);
    const v2 = memberships.find(({ controllers }) => controllers === '')?.path;
    const hybrid = memberships.some(({ controllers }) => controllers !== '');
    return hybrid && (path === undefined || path === v2) ? placementOf(memberships) : nowhere;
  }

  /** The container or the service; undefined where only the process itself has a name. */
  function placed({ container, unit }: Placement): Identity | undefined {
    if (container !== undefined && container !== own.container) {
      const { name, namespace } = containers.name(container);
      return { kind: 'container', name: label(name, container.slice(0, 12)), namespace: namespace === '' ? '' : label(namespace, '') };
    }
    if (unit === undefined || unit === own.unit) return undefined;
    return { kind: 'systemd', name: label(unit, 'unknown.service'), namespace: '' };
  }

  return {
    placed,
    identify(facts: ProcessFacts): Identity {
      const alive = isAlive(proc, facts);
      return placed(placement(facts, alive)) ?? { kind: 'process', name: nameOf(proc, facts, alive), namespace: '' };
    },
  };
}

function nameOf(proc: Procfs, facts: ProcessFacts, alive: boolean): string {
  const named = alive ? asSeenNow(proc, facts) : asSeenThen(facts);
  const own = ownName(named);
  if (own !== undefined) return own;
  const service = alive ? label(proc.variable(facts.pid, 'OTEL_SERVICE_NAME') ?? '', '') : '';
  return service === '' ? processName(named) : service;
}

function asSeenThen(facts: ProcessFacts): NameFacts {
  return { ...facts, executable: executableName(facts.executable), cwd: () => facts.cwd };
}

/** The facts, completed: what the kernel cut or lacked, the title that an interpreter's program gave itself. */
function asSeenNow(proc: Procfs, facts: ProcessFacts): NameFacts {
  const executable = executableName(facts.executable || (proc.executable(facts.pid) ?? ''));
  const interpreted = interpreterOf(executable) !== undefined;
  // The same pid may run another program by now: a shell that ended in `exec`.
  const current = (interpreted || facts.args.length === 0) && proc.executable(facts.pid) === executable ? proc.args(facts.pid) : undefined;
  const renamed = current !== undefined && interpreted && rewrittenTitle(current.args, facts.pid) !== undefined;
  const preferCurrent = current !== undefined && (renamed || facts.argsCut || facts.args.length === 0);
  const { args, argsCut } = preferCurrent ? current : facts;
  const comm = isNode(executable) ? (proc.comm(facts.pid) ?? facts.comm) : facts.comm;
  return { pid: facts.pid, comm, executable, args, argsCut, cwd: () => facts.cwd ?? proc.cwd(facts.pid) };
}
