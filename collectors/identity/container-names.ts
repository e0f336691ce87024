import { namesIn, readText } from './proc-files.ts';

export interface ContainerName {
  readonly name: string;
  /** The pod's namespace; empty for containers of no pod. */
  readonly namespace: string;
}

const maxConfigBytes = 1024 * 1024;
const maxListBytes = 8 * 1024 * 1024;
/** A runtime may write its files after the first process runs. */
const retryAfterMs = 30_000;

/** Checked by hand: the schema library would take a fifth of the agent's memory. */
type Fields = { readonly [name: string]: unknown };

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textIn(fields: Fields, ...names: string[]): string | undefined {
  return names.map((name) => fields[name]).find((value): value is string => typeof value === 'string' && value !== '');
}

/** The content of a JSON file; undefined if it is absent, cut at the bound, or half written. */
function read(path: string, maxBytes: number): unknown {
  const text = readText(path, maxBytes);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromDocker(root: string, id: string): ContainerName | undefined {
  const configured = textIn(fieldsOf(read(`${root}/etc/docker/daemon.json`, maxConfigBytes)), 'data-root');
  for (const folder of ['/var/lib/docker', ...(configured === undefined ? [] : [configured])]) {
    const config = fieldsOf(read(`${root}${folder}/containers/${id}/config.v2.json`, maxConfigBytes));
    const name = textIn(config, 'Name')?.replace(/^\//, '');
    if (name) return { name, namespace: '' };
  }
  return undefined;
}

/** config.json of the OCI runtime specification: containerd and CRI-O leave names in its annotations. */
function fromBundle(path: string): ContainerName | undefined {
  const annotations = fieldsOf(fieldsOf(read(path, maxConfigBytes)).annotations);
  const container = textIn(annotations, 'io.kubernetes.cri.container-name', 'io.kubernetes.container.name');
  const pod = textIn(annotations, 'io.kubernetes.cri.sandbox-name', 'io.kubernetes.pod.name');
  const namespace = textIn(annotations, 'io.kubernetes.cri.sandbox-namespace', 'io.kubernetes.pod.namespace') ?? '';
  if (container !== undefined) return { name: pod === undefined ? container : `${pod}/${container}`, namespace };
  const name = textIn(annotations, 'nerdctl/name', 'io.kubernetes.cri-o.Name');
  return name === undefined ? undefined : { name, namespace: '' };
}

function fromContainerd(root: string, id: string): ContainerName | undefined {
  const tasks = `${root}/run/containerd/io.containerd.runtime.v2.task`;
  for (const namespace of namesIn(tasks).slice(0, 16)) {
    const found = fromBundle(`${tasks}/${namespace}/${id}/config.json`);
    if (found) return found;
  }
  return undefined;
}

const storageFolders = ['overlay-containers', 'vfs-containers', 'btrfs-containers'];

/** containers.json of containers/storage: Podman and CRI-O. */
function fromContainersStorage(root: string, id: string): ContainerName | undefined {
  for (const folder of storageFolders) {
    const bundle = fromBundle(`${root}/run/containers/storage/${folder}/${id}/userdata/config.json`);
    if (bundle) return bundle;
    for (const list of ['containers.json', 'volatile-containers.json']) {
      const name = storedName(read(`${root}/var/lib/containers/storage/${folder}/${list}`, maxListBytes), id);
      if (name !== undefined) return { name, namespace: '' };
    }
  }
  return undefined;
}

function storedName(list: unknown, id: string): string | undefined {
  const stored = Array.isArray(list) ? list.map(fieldsOf).find((container) => container.id === id) : undefined;
  return Array.isArray(stored?.names) ? textIn({ first: stored.names[0] }, 'first') : undefined;
}

interface Options {
  /** Before each path. */
  readonly root?: string;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
  readonly maxEntries?: number;
}

/** Names of containers from the files that their runtimes keep on this host; else the first 12 digits of the id. */
export function containerNames({ root = '', now = () => performance.now(), maxEntries = 4096 }: Options = {}) {
  const cached = new Map<string, ContainerName & { readonly until: number }>();
  return {
    name(id: string): ContainerName {
      const known = cached.get(id);
      if (known && now() < known.until) return known;
      const found = fromDocker(root, id) ?? fromContainerd(root, id) ?? fromContainersStorage(root, id);
      cached.delete(id);
      cached.set(id, { ...(found ?? { name: id.slice(0, 12), namespace: '' }), until: found ? Number.POSITIVE_INFINITY : now() + retryAfterMs });
      const oldest = cached.size > maxEntries ? cached.keys().next().value : undefined;
      if (oldest !== undefined) cached.delete(oldest);
      return found ?? { name: id.slice(0, 12), namespace: '' };
    },
    size: () => cached.size,
  };
}
