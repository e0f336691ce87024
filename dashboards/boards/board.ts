import type { BoardUid, BoardVariable } from '#contract/boards.ts';
import type { Expression } from '../promql/promql.ts';

/** What a board says, without how Grafana is told; grafana.ts does that alike for all of them. */

/** Grafana's names of units; `whole` is what has no fractions, though increase() makes some. */
export type Unit =
  | 's'
  | 'bytes'
  | 'Bps'
  | 'reqps'
  | 'ops'
  | 'pps'
  | 'cps'
  | 'percentunit'
  | 'short'
  | 'whole'
  | 'suffix: cores'
  | 'suffix: lines/s'
  | 'suffix: s/s'
  | 'dtdurations';

/** In a legend, `{{label}}` is the value of a label. */
interface Query {
  readonly expr: Expression;
  readonly legend: string;
  /** Of a column in a table, where it is not the panel's; of the cells of a heat map, whose bounds have the panel's. */
  readonly unit?: Unit;
}

/** From where on it is not well, or from where on it is. */
type Limits = { readonly warning?: number; readonly critical?: number } | { readonly goodFrom: number };

/** Where a series leads to in the console: whose page, by which of its labels. */
export type Lead =
  | { readonly to: 'workload'; readonly of: 'server' | 'client' | 'identity' }
  | { readonly to: 'node' }
  | { readonly to: 'lines'; readonly of: 'identity' };

interface Said {
  readonly title: string;
  /** What it shows. */
  readonly shows: string;
  /** What it looks like when all is well. */
  readonly good: string;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** What it takes that a Sonde need not have: `kafka`, `a firing alert`. */
  readonly needs?: string;
  readonly limits?: Limits;
  readonly lead?: Lead;
  /** Names begin behind it. */
  readonly namesAfter?: string;
}

export type Panel = Said & {
  readonly kind: 'lines' | 'areas' | 'stat' | 'table' | 'heat';
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
};

type Size = { readonly width?: 4 | 6 | 8 | 12 | 16 | 24 };

const panel =
  (kind: Panel['kind'], standard: { readonly width: number; readonly height: number }) =>
  (said: Said & Size): Panel => ({ ...standard, ...said, kind });

export const lines = panel('lines', { width: 12, height: 8 });
/** Lines that stand upon each other, where the sum tells something. */
export const areas = panel('areas', { width: 12, height: 8 });
export const stat = panel('stat', { width: 4, height: 4 });
export const table = panel('table', { width: 24, height: 8 });
export const heat = panel('heat', { width: 12, height: 8 });

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export type NamesOf = 'connects' | 'requests' | 'dns' | 'workloads';

export interface Board {
  readonly uid: BoardUid;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly BoardVariable[];
  /** What has the names that can be chosen: edges of TCP, where it is left out; `workloads` are those, too, that nobody asks. */
  readonly namesOf?: NamesOf;
  readonly rows: readonly Row[];
}
