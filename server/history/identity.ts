import type { ResourceUse } from '#contract/history.ts';
import { hostIdentity } from '#contract/host-metrics.ts';
import { type Identity, identityId, identityKinds } from '#contract/identity.ts';
import type { Labels, Prometheus, Sample } from '../store/prometheus.ts';
import type { Window } from '../topology/window.ts';
import { coveredSeconds } from './covered.ts';

/** What hosts say of who uses them, by identity. */

const quoted = (value: string) => JSON.stringify(value);
const labels = 'identity,identity_kind,identity_namespace';

export function identityMatchers({ kind, name, namespace }: Identity): string {
  return `identity=${quoted(name)},identity_kind=${quoted(kind)},identity_namespace=${quoted(namespace)}`;
}

const escaped = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** To be matched with `=~`. */
export const oneOfNames = (names: Iterable<string>): string => quoted([...new Set(names)].map(escaped).join('|'));

export function identityIn({ identity = '', identity_kind: kindName = '', identity_namespace: namespace = '' }: Labels): Identity {
  const kind = identityKinds.find((known) => known === kindName) ?? 'other';
  return { kind, name: identity, namespace };
}

export interface Used {
  readonly identity: Identity;
  readonly use: ResourceUse;
}

const nothing: ResourceUse = { cpuCores: null, memoryBytes: null, memoryLimitBytes: null };

function gather(cpu: readonly Sample[], memory: readonly Sample[], limits: readonly Sample[]): Map<string, Used> {
  const found = new Map<string, Used>();
  const add = (samples: readonly Sample[], field: keyof ResourceUse) => {
    for (const { labels: of, value } of samples) {
      const identity = identityIn(of);
      const id = identityId(identity);
      found.set(id, { identity, use: { ...(found.get(id)?.use ?? nothing), [field]: value } });
    }
  };
  add(cpu, 'cpuCores');
  add(memory, 'memoryBytes');
  add(limits, 'memoryLimitBytes');
  return found;
}

/** Who used CPU and memory in the window, as far as it was watched, by id: those that have series of their own, all of them or as `where` matches their labels. */
export async function usedIn(prometheus: Prometheus, { fromMs, toMs }: Window, intervalSeconds: number, where = ''): Promise<ReadonlyMap<string, Used>> {
  const range = `[${Math.round((toMs - fromMs) / 1000)}s]`;
  const covered = coveredSeconds(range, intervalSeconds);
  const named = `identity_kind!=""${where && `,${where}`}`;
  const [cpu, memory, limits] = await Promise.all([
    prometheus.instant(`sum by (${labels}) (increase(${hostIdentity.cpuSeconds.name}{${named}}${range}) / on (cluster, node) group_left () ${covered})`, toMs),
    prometheus.instant(`sum by (${labels}) (${hostIdentity.memoryBytes.name}{type="working_set",${named}})`, toMs),
    prometheus.instant(`sum by (${labels}) (${hostIdentity.memoryLimit.name}{${named}})`, toMs),
  ]);
  return gather(cpu, memory, limits);
}

export const useOf = (used: ReadonlyMap<string, Used>, id: string): ResourceUse => used.get(id)?.use ?? nothing;
