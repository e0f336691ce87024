import type { TopologyNode } from '#contract/routes.ts';

export type Kind = TopologyNode['kind'];

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
