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
  /** The free place nearest to the wanted one; a neighbouring column counts as its distance on the screen. */
  nearestFree(wanted: Place): Place;
  /** The first column right of everything, and the first half row below. */
  extent(): { columns: number; halfRows: number };
}

const columnsAside = [0, 1, -1, 2, -2];

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
  const nearestIn = (column: number, halfRow: number): Place => {
    for (let away = 0; ; away += 1) {
      const below = { column, halfRow: halfRow + away };
      if (isFree(below)) return below;
      const above = { column, halfRow: halfRow - away };
      if (isFree(above)) return above;
    }
  };
  const nearestFree = (wanted: Place) => {
    const distance = (place: Place) => Math.hypot((place.column - wanted.column) * columnPitchPx, (place.halfRow - wanted.halfRow) * halfRowPitchPx);
    const candidates = columnsAside.map((aside) => nearestIn(wanted.column + aside, wanted.halfRow));
    return candidates.reduce((best, place) => (distance(place) < distance(best) ? place : best));
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
