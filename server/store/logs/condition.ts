export type Values = readonly (string | number)[];

/** A condition on `lines`, with the values of its parameters. */
export interface Condition {
  readonly sql: string;
  readonly values: Values;
}

export function joined(conditions: readonly Condition[]): Condition {
  return { sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
