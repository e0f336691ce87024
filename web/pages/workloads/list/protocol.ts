import type { Workloads } from '#contract/routes.ts';
import type { Failed } from '../../../ui/api.ts';
import type { Asked, CsvColumn, Order, Rows } from './rows.ts';

/** What the answer of the server says of itself. */
export interface Summary extends Omit<Workloads, 'workloads'> {
  readonly count: number;
}

/** What the page asks its worker, `load` by `load`: all but `abandon`, and what was abandoned, is answered, in the order in which it is ready. */
export type Command =
  | { readonly kind: 'load'; readonly id: number; readonly range: { readonly from?: string; readonly to?: string } }
  | { readonly kind: 'abandon'; readonly id: number }
  | { readonly kind: 'rows'; readonly id: number; readonly load: number; readonly asked: Asked }
  | {
      readonly kind: 'csv';
      readonly id: number;
      readonly load: number;
      readonly order: Order;
      readonly columns: readonly CsvColumn[];
    };

export type Report =
  | { readonly kind: 'loaded'; readonly id: number; readonly summary: Summary }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failed }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: Rows | undefined }
  | { readonly kind: 'csv'; readonly id: number; readonly text: string | undefined };
