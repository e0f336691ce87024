/** A value of JSON; of an object, a field that is absent is left out. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * One field of many rows: the same in all of them, one of few values (`at` has the index of each row's, -1 where the row lacks it),
 * an object with a column for each of its fields, a list (`sizes` has how many of `items` are each row's), or simply its values.
 */
export type Column =
  | { readonly all: Json }
  | { readonly of: readonly Json[]; readonly at: readonly number[] }
  | { readonly fields: { readonly [key: string]: Column } }
  | { readonly sizes: Column; readonly items: Columns<Json> }
  | readonly Json[];

/** Rows of one kind, by columns: what is the same in many rows stands there once. */
export interface Columns<Row> {
  readonly rows: number;
  readonly column: Column;
  /** For the compiler alone. */
  readonly row?: Row;
}
