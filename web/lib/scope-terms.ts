import { writtenValue } from '#contract/find/write.ts';
import { aboutOf } from './event-words.ts';
import type { Clusters, Scope } from './scope.ts';

const listed = (field: string, values: readonly string[]): string[] => (values.length === 0 ? [] : [`${field}=${values.map(writtenValue).join(',')}`]);

function termsOfWorkload(id: string): string[] {
  const about = aboutOf(id);
  if (about === undefined) return [];
  const namespace = id.slice(about.kind.length + 1, -about.name.length).replace(/\/$/, '');
  return [...listed('kind', [about.kind]), ...listed('ns', namespace === '' ? [] : [namespace]), ...listed('app', [about.name])];
}

/** The scope in the language of the query. Hosts that are in no cluster yet are in none. */
export function scopeTerms({ cluster, namespaces, workload }: Scope, clusters: Clusters): string {
  const hosts = cluster === undefined ? [] : [...clusters].flatMap(([host, its]) => (its === cluster ? [host] : []));
  return [...listed('node', hosts), ...listed('ns', namespaces), ...(workload === undefined ? [] : termsOfWorkload(workload))].join(' ');
}
