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

interface TileProps {
  readonly identity?: string;
  /** The token of its colour. */
  readonly colour: string | undefined;
}

/** The icon of an identity in its colour, as it stands in a line. */
export function WriterTile({ identity = 'container:', colour }: TileProps): ReactNode {
  const kind = identity.slice(0, Math.max(0, identity.indexOf(':')));
  const Icon = Object.entries(icons).find(([name]) => name === kind)?.[1] ?? FileText;
  const style = colour === undefined ? {} : { color: `var(${colour})`, background: `var(${colour}-soft)` };
  return (
    <i className="tile" style={style} aria-hidden="true">
      <Icon className="icon" size={11} strokeWidth={2.25} />
    </i>
  );
}
