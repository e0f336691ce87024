/** What a text that says what to find is made of, once it is read. */

/** What a field holds, and so how its values are written and compared. */
export type FieldKind =
  | { readonly is: 'text' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  /** A choice whose values go up: `>=` and the like compare their places. */
  | { readonly is: 'order'; readonly of: readonly string[] }
  | { readonly is: 'number' }
  /** Written as `1%`; a plain number is a percentage, too. */
  | { readonly is: 'share' }
  /** Written as `200ms`; a plain number is milliseconds. In seconds. */
  | { readonly is: 'duration' }
  /** Whatever it may be: a text, or a number with or without a unit. */
  | { readonly is: 'any' };

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly help: string;
}

/** Stands in a list of fields for every name that is not in it. */
export const anyField: Field = { name: '*', kind: { is: 'any' }, help: 'an attribute' };

export const operators = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
/** `~`: contains. */
export type Operator = (typeof operators)[number];

/** A place in the text: from its first sign to after its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Word extends Span {
  readonly is: 'word';
  readonly text: string;
}

/** A regular expression, in the syntax of RE2. */
export interface Pattern extends Span {
  readonly is: 'pattern';
  readonly source: string;
  /** Whether `a` finds `A`. */
  readonly foldsCase: boolean;
}

/** That there is a value. */
export interface Exists extends Span {
  readonly is: 'exists';
  readonly field: string;
}

export type Unit = 'none' | 'seconds' | 'bytes' | 'share';

/** `number` is the value in the unit of its field, its place in an order, or in its own unit; absent for text. */
export interface Value {
  readonly text: string;
  readonly number?: number;
  /** Of a value of any kind. */
  readonly unit?: Unit;
}

export interface Comparison extends Span {
  readonly is: 'comparison';
  readonly field: string;
  /** Whether the field is none of the list, but what a thing may happen to have. */
  readonly isOpen: boolean;
  readonly operator: Operator;
  readonly values: readonly Value[];
}

export type Term = Word | Pattern | Exists | Comparison;

/** What has to hold. */
export type Rule =
  | Term
  | { readonly is: 'all'; readonly of: readonly Rule[] }
  | { readonly is: 'any'; readonly of: readonly Rule[] }
  | { readonly is: 'not'; readonly of: Rule };

export interface FindError extends Span {
  readonly says: string;
}

export interface Find {
  readonly rule: Rule;
  /** All terms of the rule, as they stand in the text. */
  readonly terms: readonly Term[];
  readonly errors: readonly FindError[];
}

export const everything: Rule = { is: 'all', of: [] };
