import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { type Change, go, hrefOf } from './location.ts';

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'onClick'> & { readonly to: Change; readonly children: ReactNode };

/** A real link, so that it can be copied and opened in another tab. */
export function Link({ to, children, ...rest }: Props): ReactNode {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={hrefOf(to)} onClick={follow}>
      {children}
    </a>
  );
}
