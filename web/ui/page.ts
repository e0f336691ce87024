import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Change } from './location.ts';

/** A page is a folder that exports one of these; router and rail both read the list. */
export interface Page {
  readonly path: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly render: () => ReactNode;
  /** The page of one thing, below the path of its list. */
  readonly entity?: (id: string) => ReactNode;
  /** Where one begins. */
  readonly home?: boolean;
  /** Whether the time range means anything to it. */
  readonly followsTime: boolean;
  /** Whether it shows an earlier time beside this one, as the page of one thing always does. */
  readonly followsCompare?: boolean;
  /** Whether the scope narrows what it shows. */
  readonly followsScope: boolean;
  /** How it shows a node of the map, where it can: a search leads there. */
  readonly opensNode?: (id: string) => Change;
}
