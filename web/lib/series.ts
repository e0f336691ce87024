type Values = readonly (number | null)[];

/** Zero where another line has a value: what is counted by its kind has no line of a kind that did not happen. */
export function zeroWhere(known: Values, values: Values | undefined): (number | null)[] {
  return known.map((value, step) => values?.[step] ?? (value === null ? null : 0));
}

/** The sum where any has a value. */
export function sumOf(lines: readonly Values[]): (number | null)[] {
  const longest = lines.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: longest }, (_, step) =>
    lines.reduce<number | null>((sum, values) => ((values[step] ?? null) === null ? sum : (sum ?? 0) + (values[step] ?? 0)), null),
  );
}

/** Part of whole; nothing where the whole is nothing. */
export function shareOf(part: Values, whole: Values): (number | null)[] {
  return whole.map((value, step) => (value === null || value === 0 ? null : (part[step] ?? 0) / value));
}
