import { useCallback, useState } from 'react';

/** --size-row */
export const rowPx = 28;
/** Fewer are all in the document. */
const virtualFrom = 150;
const spareRows = 12;
/** Until the table has been measured. */
const guessedPx = 1200;

interface InSight {
  readonly first: number;
  readonly last: number;
  /** For the element that scrolls. */
  readonly scroller: (element: HTMLElement | null) => (() => void) | undefined;
}

/** Which of so many rows are in sight of what scrolls, with some before and after them. */
export function useInSight(count: number): InSight {
  const [seen, setSeen] = useState({ topPx: 0, heightPx: guessedPx });
  const scroller = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const look = () => setSeen({ topPx: element.scrollTop, heightPx: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  if (count < virtualFrom) return { first: 0, last: count, scroller };
  const first = Math.max(0, Math.floor(seen.topPx / rowPx) - spareRows);
  const last = Math.min(count, Math.ceil((seen.topPx + seen.heightPx) / rowPx) + spareRows);
  return { first, last, scroller };
}
