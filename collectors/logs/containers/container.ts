import { identityId } from '#contract/identity.ts';
import type { ContainerName } from '../../identity/container-names.ts';
import { type Entry, readCri, readDocker } from './entry.ts';

/** Whose lines a file holds, and in which form. */
export interface Container {
  readonly identity: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly read: (line: string) => Entry | undefined;
  /** Whether it cuts lines between bytes, be it inside of a sign. */
  readonly cutsBytes: boolean;
}

/** Where runtimes write the lines of containers. The links of /var/log/containers lead to the first. */
export const containerGlobs: readonly string[] = ['/var/log/pods/*/*/*.log', '/var/lib/docker/containers/*/*-json.log'];

const pod = /\/pods\/([^/_]+)_([^/_]+)_([^/_]+)\/([^/]+)\/\d+\.log$/;
const docker = /\/containers\/([0-9a-f]{64})\/\1-json\.log$/;

/** By the path alone, and what the runtime calls it; undefined where it is no file of a container. */
export function containerOf(path: string, nameOf: (id: string) => ContainerName): Container | undefined {
  const [, namespace, podName, uid, name] = pod.exec(path) ?? [];
  if (namespace !== undefined && podName !== undefined && uid !== undefined && name !== undefined) {
    return {
      identity: identityId({ kind: 'container', namespace, name: `${podName}/${name}` }),
      attributes: { 'k8s.namespace.name': namespace, 'k8s.pod.name': podName, 'k8s.pod.uid': uid, 'k8s.container.name': name },
      read: readCri,
      cutsBytes: true,
    };
  }
  const [, id] = docker.exec(path) ?? [];
  if (id === undefined) return undefined;
  return { identity: identityId({ kind: 'container', ...nameOf(id) }), attributes: { 'container.id': id }, read: readDocker, cutsBytes: false };
}
