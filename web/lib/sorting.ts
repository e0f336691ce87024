/** A column and its direction as the URL holds them: `-rate` is falling. */
export interface Sorting {
  readonly column: string;
  readonly falling: boolean;
}

export type Key = number | string | null;

export function readSorting(text: string | null, columns: readonly string[], fallback: Sorting): Sorting {
  const falling = text?.startsWith('-') ?? false;
  const column = falling ? text?.slice(1) : text;
  return column !== null && column !== undefined && columns.includes(column) ? { column, falling } : fallback;
}

export const writeSorting = ({ column, falling }: Sorting): string => (falling ? `-${column}` : column);

const inWords = new Intl.Collator('en', { numeric: true });

/** As a person counts: node-2 before node-10. */
export const byName = (a: { readonly name: string }, b: { readonly name: string }): number => inWords.compare(a.name, b.name);

function compare(a: Exclude<Key, null>, b: Exclude<Key, null>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return inWords.compare(String(a), String(b));
}

/** Sorted anew; what has no value stands last in either direction, and equals keep their order. */
export function sorted<Row>(rows: readonly Row[], key: (row: Row) => Key, falling: boolean): Row[] {
  return rows
    .map((row) => ({ row, value: key(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return falling ? compare(b.value, a.value) : compare(a.value, b.value);
    })
    .map(({ row }) => row);
}
