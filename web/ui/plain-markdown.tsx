import type { ReactNode } from 'react';
import { type Part, partsOf } from '../lib/plain-markdown.ts';
import { Prose } from './prose.tsx';

function PartOf({ part }: { readonly part: Part }): ReactNode {
  if (part.kind === 'code') return <pre>{part.text}</pre>;
  if (part.kind === 'paragraph') return <p>{<Prose text={part.text} />}</p>;
  const List = part.ordered ? 'ol' : 'ul';
  return (
    <List>
      {part.items.map((item) => (
        <li key={item}>
          <Prose text={item} />
        </li>
      ))}
    </List>
  );
}

/** A text from outside, as text: nothing of it becomes HTML or a link. */
export function PlainMarkdown({ text }: { readonly text: string }): ReactNode {
  return (
    <div className="plain-markdown">
      {partsOf(text).map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no other identity than their place
        <PartOf key={at} part={part} />
      ))}
    </div>
  );
}
