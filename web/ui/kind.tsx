import { Box, Cloud, Cog, Ellipsis, Globe, type LucideIcon, Network, Server, SquareTerminal } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';

export type Kind = TopologyNode['kind'];

export const kinds: Readonly<Record<Kind, { readonly words: string; readonly icon: LucideIcon }>> = {
  process: { words: 'Process', icon: SquareTerminal },
  systemd: { words: 'systemd service', icon: Cog },
  container: { words: 'Container', icon: Box },
  host: { words: 'This host, process not known', icon: Server },
  private: { words: 'Private network', icon: Network },
  external: { words: 'External', icon: Cloud },
  internet: { words: 'Internet', icon: Globe },
  other: { words: 'Everything beyond the series budget', icon: Ellipsis },
};

export function KindIcon({ kind, size = 12 }: { readonly kind: Kind; readonly size?: number }): ReactNode {
  const Icon = kinds[kind].icon;
  return <Icon className="icon" size={size} aria-hidden="true" />;
}
