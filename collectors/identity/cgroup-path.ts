import type { CgroupMembership } from './process-facts.ts';

/** Runtimes that write their name beside the id: `docker-<id>.scope`, `crio-<id>`, `…:cri-containerd:<id>`. */
const runtimes = 'docker|cri-containerd|containerd|crio|libpod|libpod-payload|nerdctl|podman';
const prefixed = new RegExp(`^(?:${runtimes})-([0-9a-f]{64})(?:\\.scope)?$`);
const colons = new RegExp(`^[^:]*:(?:${runtimes}):([0-9a-f]{64})$`);
const bare = /^[0-9a-f]{64}$/;
/** Folders whose children are containers, by cgroupfs drivers. `..` is how a sibling looks from inside a cgroup namespace. */
const knownParents = new Set(['docker', 'moby', 'k8s.io', 'default', 'libpod_parent', 'actions_job', '..']);
const podFolder = /^pod[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/;

/** The id of the innermost container that a cgroup path lies in. Monitors (`libpod-conmon-…`) are outside of what they watch. */
export function containerIn(path: string): string | undefined {
  const segments = path.split('/');
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    const segment = segments[at] ?? '';
    const named = prefixed.exec(segment) ?? colons.exec(segment);
    if (named?.[1] !== undefined) return named[1];
    if (bare.test(segment) && isContainerFolder(segments.slice(0, at))) return segment;
  }
  return undefined;
}

function isContainerFolder(ancestors: readonly string[]): boolean {
  const parent = ancestors.at(-1) ?? '';
  if (knownParents.has(parent) || podFolder.test(parent)) return true;
  return ancestors.some((name) => name === 'ecs' || name.startsWith('kubepods'));
}

/** Units made by `systemd-run` are numbered, or named by a pid or random digits: what they run says more. */
const transientUnit = /^run-(?:[ru][0-9a-f]+|p\d+-i?\d+)\.service$/;
/** Socket-activated instances are named after one connection: its number and addresses, or the peer's pid and uid. */
const connectionInstance = /@\d+-(?:\d+[-_].*|.*:\d+-.*:\d+)\.service$/;

/** The innermost `*.service` under system.slice; scopes, user slices and transient units have none. */
export function serviceIn(path: string): string | undefined {
  const segments = path.split('/');
  const slice = segments.indexOf('system.slice');
  if (slice < 0) return undefined;
  const unit = segments.slice(slice + 1).findLast((segment) => segment.endsWith('.service') && segment !== '.service');
  if (unit === undefined || transientUnit.test(unit)) return undefined;
  return unit.replace(connectionInstance, '@.service');
}

/** Where a process is kept; each is undefined where it does not apply. */
export interface Placement {
  readonly container: string | undefined;
  readonly unit: string | undefined;
}

export function placementIn(path: string): Placement {
  return { container: containerIn(path), unit: serviceIn(path) };
}

/** On hybrid hosts a container may show in a v1 hierarchy only, so that all are asked, v2 first, then systemd's own. */
export function placementOf(memberships: readonly CgroupMembership[]): Placement {
  const rank = ({ controllers }: CgroupMembership) => (controllers === '' ? 0 : controllers === 'name=systemd' ? 1 : 2);
  const places = memberships.toSorted((a, b) => rank(a) - rank(b)).map(({ path }) => placementIn(path));
  return {
    container: places.find(({ container }) => container !== undefined)?.container,
    unit: places.find(({ unit }) => unit !== undefined)?.unit,
  };
}
