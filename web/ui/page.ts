import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** A page is a folder that exports one of these; router and rail both read the list. */
export interface Page {
  readonly path: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly render: () => ReactNode;
  /** Whether the time range means anything to it. */
  readonly followsTime: boolean;
}
