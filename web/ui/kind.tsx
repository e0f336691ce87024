import { Box, Cloud, Cog, Ellipsis, Globe, type LucideIcon, Network, Server, SquareTerminal } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Kind, kindWords } from './kind-words.ts';

export const kinds: Readonly<Record<Kind, { readonly words: string; readonly icon: LucideIcon }>> = {
  process: { words: kindWords.process, icon: SquareTerminal },
  systemd: { words: kindWords.systemd, icon: Cog },
  container: { words: kindWords.container, icon: Box },
  host: { words: kindWords.host, icon: Server },
  private: { words: kindWords.private, icon: Network },
  external: { words: kindWords.external, icon: Cloud },
  internet: { words: kindWords.internet, icon: Globe },
  other: { words: kindWords.other, icon: Ellipsis },
};

export function KindIcon({ kind, size = 12 }: { readonly kind: Kind; readonly size?: number }): ReactNode {
  const Icon = kinds[kind].icon;
  return <Icon className="icon" size={size} aria-hidden="true" />;
}
