import { readdirSync } from 'node:fs';
import { type Static, type TSchema, Type } from 'typebox';
import { Check } from 'typebox/value';
import { readText } from './proc-files.ts';

export interface ContainerName {
  readonly name: string;
  /** The pod's namespace; empty for containers of no pod. */
  readonly namespace: string;
}

const DockerConfig = Type.Object({ Name: Type.String({ minLength: 2 }) });
const DaemonConfig = Type.Object({ 'data-root': Type.String() });
/** config.json of the OCI runtime specification: containerd and CRI-O leave names in its annotations. */
const Bundle = Type.Object({ annotations: Type.Record(Type.String(), Type.String()) });
/** containers.json of containers/storage: Podman and CRI-O. */
const StoredContainers = Type.Array(Type.Object({ id: Type.String(), names: Type.Optional(Type.Array(Type.String())) }));

const maxConfigBytes = 1024 * 1024;
const maxListBytes = 8 * 1024 * 1024;
const maxCached = 4096;
/** A runtime may write its files after the first process runs. */
const retryAfterMs = 30_000;

function decode<Schema extends TSchema>(schema: Schema, path: string, maxBytes: number): Static<Schema> | undefined {
  const text = readText(path, maxBytes);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Check(schema, value) ? value : undefined;
  } catch {
    // Cut at the bound, or half written: as good as absent.
    return undefined;
  }
}

function fromDocker(root: string, id: string): ContainerName | undefined {
  const configured = decode(DaemonConfig, `${root}/etc/docker/daemon.json`, maxConfigBytes)?.['data-root'];
  for (const folder of ['/var/lib/docker', ...(configured === undefined ? [] : [configured])]) {
    const config = decode(DockerConfig, `${root}${folder}/containers/${id}/config.v2.json`, maxConfigBytes);
    if (config) return { name: config.Name.replace(/^\//, ''), namespace: '' };
  }
  return undefined;
}

function fromBundle(path: string): ContainerName | undefined {
  const annotations = decode(Bundle, path, maxConfigBytes)?.annotations;
  if (annotations === undefined) return undefined;
  const container = annotations['io.kubernetes.cri.container-name'] ?? annotations['io.kubernetes.container.name'];
  const pod = annotations['io.kubernetes.cri.sandbox-name'] ?? annotations['io.kubernetes.pod.name'];
  const namespace = annotations['io.kubernetes.cri.sandbox-namespace'] ?? annotations['io.kubernetes.pod.namespace'] ?? '';
  if (container !== undefined) return { name: pod === undefined ? container : `${pod}/${container}`, namespace };
  const name = annotations['nerdctl/name'] ?? annotations['io.kubernetes.cri-o.Name'];
  return name ? { name, namespace: '' } : undefined;
}

function fromContainerd(root: string, id: string): ContainerName | undefined {
  const tasks = `${root}/run/containerd/io.containerd.runtime.v2.task`;
  for (const namespace of entries(tasks).slice(0, 16)) {
    const found = fromBundle(`${tasks}/${namespace}/${id}/config.json`);
    if (found) return found;
  }
  return undefined;
}

const storageFolders = ['overlay-containers', 'vfs-containers', 'btrfs-containers'];

function fromContainersStorage(root: string, id: string): ContainerName | undefined {
  for (const folder of storageFolders) {
    const bundle = fromBundle(`${root}/run/containers/storage/${folder}/${id}/userdata/config.json`);
    if (bundle) return bundle;
    for (const list of ['containers.json', 'volatile-containers.json']) {
      const stored = decode(StoredContainers, `${root}/var/lib/containers/storage/${folder}/${list}`, maxListBytes);
      const name = stored?.find((container) => container.id === id)?.names?.[0];
      if (name) return { name, namespace: '' };
    }
  }
  return undefined;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Names of containers from the files that their runtimes keep on this host; else the first 12 digits of the id. */
export function containerNames({ root = '', now = () => performance.now() }: { root?: string; now?: () => number } = {}) {
  const cached = new Map<string, ContainerName & { readonly until: number }>();
  return {
    name(id: string): ContainerName {
      const known = cached.get(id);
      if (known && now() < known.until) return known;
      const found = fromDocker(root, id) ?? fromContainerd(root, id) ?? fromContainersStorage(root, id);
      cached.delete(id);
      cached.set(id, { ...(found ?? { name: id.slice(0, 12), namespace: '' }), until: found ? Number.POSITIVE_INFINITY : now() + retryAfterMs });
      const oldest = cached.size > maxCached ? cached.keys().next().value : undefined;
      if (oldest !== undefined) cached.delete(oldest);
      return found ?? { name: id.slice(0, 12), namespace: '' };
    },
    size: () => cached.size,
  };
}
