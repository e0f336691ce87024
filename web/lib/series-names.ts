const pairs = (name: string): string[] => name.split(' ').filter((pair) => pair !== '');

/** Names of lines by the labels that tell them apart: what all of them share says nothing. One alone has the name that it is given. */
export function tellingNames(names: readonly string[], alone: string): string[] {
  if (names.length === 1) return [alone];
  const [first, ...others] = names.map((name) => new Set(pairs(name)));
  const shared = new Set([...(first ?? [])].filter((pair) => others.every((other) => other.has(pair))));
  const short = names.map((name) =>
    pairs(name)
      .filter((pair) => !shared.has(pair))
      .join(' '),
  );
  // A line that has nothing of its own would have no name.
  return short.every((name) => name !== '') && new Set(short).size === names.length ? short : [...names];
}
