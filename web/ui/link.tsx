import type { AnchorHTMLAttributes, MouseEvent, ReactNode, RefAttributes } from 'react';
import { type Change, go, hrefOf } from './location.ts';

type Props = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & RefAttributes<HTMLAnchorElement> & { readonly to: Change; readonly children: ReactNode };

/** A real link, so that it can be copied and opened in another tab. */
export function Link({ to, children, onClick, ...rest }: Props): ReactNode {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
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
