import { Box, Cloud, Cog, Database, Earth, Ellipsis, Globe, type LucideIcon, Network, Server, Signpost, SquareTerminal, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TopologyNode } from '#contract/routes.ts';
import { type Drawn, drawnAs } from './kind-words.ts';

/** The only table of them: the map copies its icons from here. */
export const icons: Readonly<Record<Drawn, LucideIcon>> = {
  http: Globe,
  dns: Signpost,
  redis: Zap,
  postgresql: Database,
  mysql: Database,
  process: SquareTerminal,
  systemd: Cog,
  container: Box,
  host: Server,
  private: Network,
  external: Cloud,
  internet: Earth,
  other: Ellipsis,
};

interface Props {
  readonly of: Pick<TopologyNode, 'kind' | 'serves'>;
  readonly size?: number;
}

export function KindIcon({ of, size = 12 }: Props): ReactNode {
  const Icon = icons[drawnAs(of)];
  return <Icon className="icon" size={size} aria-hidden="true" />;
}
