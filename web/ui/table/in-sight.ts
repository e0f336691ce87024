import { useCallback, useState } from 'react';

/** --size-row */
export const rowPx = 28;
/** As many as most screens have room for: asked for before a table knows its own. */
export const leastRows = 40;
/** Fewer are all in the document. */
const virtualFrom = 150;
const spareRows = 12;
/** Until the table has been measured. */
const guessedPx = 1200;

/** In whole rows: less of a way shows no other ones. */
interface Seen {
  readonly topRow: number;
  readonly rowsHigh: number;
}

interface InSight {
  readonly first: number;
  readonly last: number;
  /** For the element that scrolls. */
  readonly scroller: (element: HTMLElement | null) => (() => void) | undefined;
}

/** Of the top and the bottom row a part may be in sight. */
const seenOf = (topPx: number, heightPx: number): Seen => ({ topRow: Math.floor(topPx / rowPx), rowsHigh: Math.ceil(heightPx / rowPx) + 1 });

/** The rows to make of so many, with some before and after them; the last of them where there are fewer than were scrolled past. */
export function rowsToMake({ topRow, rowsHigh }: Seen, count: number): Pick<InSight, 'first' | 'last'> {
  const top = Math.min(topRow, count - rowsHigh);
  return { first: Math.max(0, top - spareRows), last: Math.min(count, Math.max(0, top) + rowsHigh + spareRows) };
}

/** Which of so many rows are in sight of what scrolls. */
export function useInSight(count: number): InSight {
  const [seen, setSeen] = useState(() => seenOf(0, guessedPx));
  const isWhole = count < virtualFrom;
  const scroller = useCallback(
    (element: HTMLElement | null) => {
      if (element === null || isWhole) return;
      const look = () => {
        const now = seenOf(element.scrollTop, element.clientHeight);
        setSeen((before) => (before.topRow === now.topRow && before.rowsHigh === now.rowsHigh ? before : now));
      };
      const observer = new ResizeObserver(look);
      observer.observe(element);
      element.addEventListener('scroll', look, { passive: true });
      return () => {
        observer.disconnect();
        element.removeEventListener('scroll', look);
      };
    },
    [isWhole],
  );
  return { ...(isWhole ? { first: 0, last: count } : rowsToMake(seen, count)), scroller };
}
