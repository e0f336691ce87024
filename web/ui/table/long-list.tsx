import { type ReactNode, type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { placesOf, rowAt, rowsInSight, withHeights } from '../../lib/row-places.ts';

/** What a list shows now. */
export interface Sight {
  /** The first and the last row that are in sight. */
  readonly first: number;
  readonly last: number;
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
}

interface Props<Row> {
  readonly label: string;
  readonly className: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** Of a row that was not on the screen yet. */
  readonly rowPx: number;
  /** What stays in sight when rows come: the end, or the start while one is there; otherwise what is read stays where it is. */
  readonly sticksTo?: 'start' | 'end' | undefined;
  /** The key of a row that is brought into sight once it is there. */
  readonly bring?: string | undefined;
  readonly onSight: (sight: Sight) => void;
  readonly onKeyDown?: React.KeyboardEventHandler<HTMLOListElement>;
  readonly render: (row: Row, index: number, isStop: boolean) => ReactNode;
}

const spareRows = 10;
/** So many rows before the first one, what comes before it is asked for. */
const soonRows = 40;
const nearPx = 4;

/** Heights that differ from the usual one, as they were measured. */
function useHeights(rowPx: number) {
  const [heights, setHeights] = useState<ReadonlyMap<string, number>>(new Map());
  const observer = useRef<ResizeObserver>(undefined);
  observer.current ??= new ResizeObserver((entries) => {
    const measured = entries.flatMap(({ target, borderBoxSize }) => {
      const key = (target as HTMLElement).dataset.key;
      const height = borderBoxSize[0]?.blockSize ?? 0;
      return key === undefined || height === 0 ? [] : [{ key, height }];
    });
    setHeights((known) => withHeights(known, measured, rowPx));
  });
  useEffect(() => () => observer.current?.disconnect(), []);
  const measure = useCallback((row: HTMLElement | null) => {
    if (row === null) return;
    observer.current?.observe(row);
    return () => observer.current?.unobserve(row);
  }, []);
  return { heights, measure };
}

interface View {
  readonly topPx: number;
  readonly heightPx: number;
}

/** How far it is scrolled, and how high it is. */
function useView(scroller: RefObject<HTMLElement | null>) {
  const [view, setView] = useState<View>({ topPx: 0, heightPx: 0 });
  const look = useCallback(() => {
    const { scrollTop = 0, clientHeight = 0 } = scroller.current ?? {};
    setView((known) => (known.topPx === scrollTop && known.heightPx === clientHeight ? known : { topPx: scrollTop, heightPx: clientHeight }));
  }, [scroller]);
  useEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    const observer = new ResizeObserver(look);
    observer.observe(list);
    return () => observer.disconnect();
  }, [scroller, look]);
  return { view, look };
}

interface Placing<Row> extends Pick<Props<Row>, 'rows' | 'keyOf' | 'sticksTo' | 'bring'> {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly places: Float64Array;
  /** Where the list becomes lower, its end has to be found again. */
  readonly heightPx: number;
  readonly look: () => void;
}

interface Place {
  readonly fromPx: number;
  readonly toPx: number;
}

function bringIntoSight(list: HTMLElement, { fromPx, toPx }: Place): void {
  const isInSight = fromPx >= list.scrollTop && toPx <= list.scrollTop + list.clientHeight;
  if (!isInSight) list.scrollTop = fromPx - list.clientHeight / 3;
}

function keep(list: HTMLElement, row: Place | undefined, withinPx = 0): void {
  if (row !== undefined) list.scrollTop = row.fromPx + withinPx;
}

/** Where rows come or change their height above what is read, that stays where it is. */
function usePlace<Row>({ scroller, rows, keyOf, places, sticksTo, bring, heightPx, look }: Placing<Row>) {
  const read = useRef<{ readonly key: string; readonly withinPx: number }>(undefined);
  const brought = useRef<string>(undefined);
  const note = () => {
    const { scrollTop = 0 } = scroller.current ?? {};
    const at = rowAt(places, scrollTop);
    const row = rows[at];
    const isAtStart = sticksTo === 'start' && scrollTop < nearPx;
    read.current = row === undefined || isAtStart ? undefined : { key: keyOf(row), withinPx: scrollTop - (places[at] ?? 0) };
  };
  const placeOf = useCallback(
    (key: string | undefined): Place | undefined => {
      const at = key === undefined ? -1 : rows.findIndex((row) => keyOf(row) === key);
      return at < 0 ? undefined : { fromPx: places[at] ?? 0, toPx: places[at + 1] ?? 0 };
    },
    [rows, keyOf, places],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of the list moves its end
  useLayoutEffect(() => {
    const list = scroller.current;
    if (list === null) return;
    const isBrought = brought.current === bring;
    const wanted = isBrought ? undefined : placeOf(bring);
    if (wanted !== undefined) bringIntoSight(list, wanted);
    else if (sticksTo === 'end') list.scrollTop = list.scrollHeight;
    else keep(list, placeOf(read.current?.key), read.current?.withinPx);
    if (wanted !== undefined || bring === undefined) brought.current = bring;
    look();
  }, [scroller, placeOf, sticksTo, bring, heightPx, look]);
  return note;
}

/** A list of any length, of which only what is in sight is made. Rows may differ in height. */
export function LongList<Row>({ label, className, rows, keyOf, rowPx, sticksTo, bring, onSight, onKeyDown, render }: Props<Row>): ReactNode {
  const scroller = useRef<HTMLElement>(null);
  const { heights, measure } = useHeights(rowPx);
  const { view, look } = useView(scroller);
  const places = useMemo(() => placesOf(rows.length, (at) => heightOf(heights, rows[at], keyOf) ?? rowPx), [rows, heights, keyOf, rowPx]);
  const note = usePlace({ scroller, rows, keyOf, places, sticksTo, bring, heightPx: view.heightPx, look });
  const endPx = places.at(-1) ?? 0;
  const { topPx, heightPx } = view;
  const { first, last } = rowsInSight(places, topPx, heightPx, spareRows);
  const tell = useRef(onSight);
  tell.current = onSight;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is in sight changes with the view, too
  useEffect(() => {
    if (scroller.current !== null && scroller.current.clientHeight > 0) tell.current(sightOf(places, scroller.current, rowPx));
  }, [places, rows, view, rowPx]);
  const stop = rowAt(places, topPx + heightPx - rowPx);
  const scrolled = () => {
    note();
    look();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <section className={className} aria-label={label} tabIndex={0} ref={scroller} onScroll={scrolled}>
      <ol style={{ paddingTop: places[first] ?? 0, paddingBottom: endPx - (places[last] ?? 0) }} onKeyDown={onKeyDown}>
        {rows.slice(first, last).map((row, at) => (
          <li key={keyOf(row)} data-key={keyOf(row)} ref={measure}>
            {render(row, first + at, first + at === stop)}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** As it is now, which may be ahead of what was drawn. */
function sightOf(places: Float64Array, { scrollTop, clientHeight, scrollHeight }: HTMLElement, rowPx: number): Sight {
  return {
    first: rowAt(places, scrollTop),
    last: rowAt(places, scrollTop + clientHeight - 1),
    isAtStart: scrollTop < rowPx * soonRows,
    isAtEnd: scrollHeight - scrollTop - clientHeight < nearPx,
  };
}

function heightOf<Row>(heights: ReadonlyMap<string, number>, row: Row | undefined, keyOf: (row: Row) => string): number | undefined {
  return heights.size === 0 || row === undefined ? undefined : heights.get(keyOf(row));
}
