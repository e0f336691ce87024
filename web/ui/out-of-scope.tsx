import type { ReactNode } from 'react';
import { exact } from '../lib/quantity.ts';
import { everything, writeScope } from '../lib/scope.ts';
import { Link } from './link.tsx';
import { Empty } from './states.tsx';

/** In place of a list that the scope leaves empty. */
export function OutOfScope({ all, what }: { readonly all: number; readonly what: string }): ReactNode {
  return (
    <Empty title="Nothing here is in the scope">
      <p>
        There {all === 1 ? 'is' : 'are'} {exact(all)} {what} outside of what is chosen above. <Link to={{ set: writeScope(everything) }}>Show all</Link>
      </p>
    </Empty>
  );
}
