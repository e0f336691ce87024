/** A place on the map: cards stand in columns, at half rows, so that a card can stand between two of the next column. */
export interface Place {
  readonly column: number;
  readonly halfRow: number;
}

/** Left edges are this far apart; a card is 144 wide, so that the gutter holds the edges. */
const columnPitchPx = 220;
/** A card is 48 high; rows are 62 apart. */
const halfRowPitchPx = 31;
/** Two cards of a column are at least this far apart. */
export const rowHalves = 2;

export function pointOf({ column, halfRow }: Place): { x: number; y: number } {
  return { x: column * columnPitchPx, y: halfRow * halfRowPitchPx };
}

/** Which places are taken. */
export interface Grid {
  isFree(place: Place): boolean;
  take(place: Place): void;
  /** The free and allowed place nearest to the wanted one, if there is one near; a neighbouring column counts as its distance on the screen. */
  nearestFree(wanted: Place, isAllowed?: (place: Place) => boolean): Place | undefined;
  /** The first column right of everything, and the first half row below. */
  extent(): { columns: number; halfRows: number };
}

const columnsAside = [0, 1, -1, 2, -2];
/** Who finds no place so near looks for another way. */
const furthestHalves = 400;

export function grid(taken: Iterable<Place>): Grid {
  const columns = new Map<number, Set<number>>();
  const isFree = ({ column, halfRow }: Place) => {
    const rows = columns.get(column);
    return rows === undefined || !(rows.has(halfRow - 1) || rows.has(halfRow) || rows.has(halfRow + 1));
  };
  const take = ({ column, halfRow }: Place) => {
    const rows = columns.get(column) ?? new Set();
    columns.set(column, rows);
    rows.add(halfRow);
  };
  const nearestFree = (wanted: Place, isAllowed: (place: Place) => boolean = () => true) => {
    const isGood = (place: Place) => isFree(place) && isAllowed(place);
    const distance = (place: Place) => Math.hypot((place.column - wanted.column) * columnPitchPx, (place.halfRow - wanted.halfRow) * halfRowPitchPx);
    const nearestIn = (column: number): Place | undefined => {
      for (let away = 0; away <= furthestHalves; away += 1) {
        const near = [wanted.halfRow + away, wanted.halfRow - away].map((halfRow) => ({ column, halfRow })).find(isGood);
        if (near !== undefined) return near;
      }
      return undefined;
    };
    const candidates = columnsAside.flatMap((aside) => nearestIn(wanted.column + aside) ?? []);
    return candidates.toSorted((a, b) => distance(a) - distance(b))[0];
  };
  for (const place of taken) take(place);
  return {
    isFree,
    take,
    nearestFree,
    extent: () => ({
      columns: Math.max(0, ...[...columns.keys()].map((column) => column + 1)),
      halfRows: [...columns.values()].reduce((lowest, rows) => Math.max(lowest, ...[...rows].map((row) => row + rowHalves)), 0),
    }),
  };
}
