import type { TopologyNode } from '#contract/routes.ts';
import { runs } from '../runs.ts';

export type Kind = TopologyNode['kind'];
type Protocol = NonNullable<TopologyNode['serves']>;

export const kindWords: Readonly<Record<Kind, string>> = {
  process: 'Process',
  systemd: 'systemd service',
  container: 'Container',
  host: 'This host, process not known',
  private: 'Private network',
  external: 'External',
  internet: 'Internet',
  other: 'Everything beyond the series budget',
};

export const isKind = (text: string): text is Kind => Object.hasOwn(kindWords, text);

const drawn = ['http', 'dns', 'redis', 'postgresql', 'mysql'] as const satisfies readonly Protocol[];

/** What an entity is drawn as. */
export type Drawn = Kind | (typeof drawn)[number];

/** What runs is known by what it is asked for; of what does not, that it is outside matters more. */
export function drawnAs({ kind, serves }: Pick<TopologyNode, 'kind' | 'serves'>): Drawn {
  return (runs({ kind }) ? drawn.find((protocol) => protocol === serves) : undefined) ?? kind;
}
