import { FileText } from 'lucide-react';
import type { ReactNode } from 'react';
import { aboutOf } from '../../lib/event-words.ts';
import { icons } from './kind.tsx';

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Who wrote a line; of what no program is known to have written, where it was read. */
export function writerOf({ identity, source }: { readonly identity: string; readonly source: string }): { readonly name: string; readonly title: string } {
  const about = aboutOf(identity);
  return about === undefined ? { name: lastPart(source), title: source } : { name: about.name, title: `${identity}, ${source}` };
}

/** The icon of an identity, as it stands in a line. */
export function WriterIcon({ identity }: { readonly identity: string }): ReactNode {
  const kind = aboutOf(identity)?.kind;
  const Icon = Object.entries(icons).find(([name]) => name === kind)?.[1] ?? FileText;
  return <Icon className="icon icon-quiet" size={12} aria-hidden="true" />;
}
