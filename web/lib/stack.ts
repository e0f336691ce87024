type Values = readonly (number | null)[];

/** Each line on top of those before it; a gap is where none of them has a value. */
export function stacked(lines: readonly Values[]): (number | null)[][] {
  const base: (number | null)[] = [];
  return lines.map((values) => {
    values.forEach((value, step) => {
      const below = base[step] ?? null;
      base[step] = value === null ? below : (below ?? 0) + value;
    });
    return [...base];
  });
}
