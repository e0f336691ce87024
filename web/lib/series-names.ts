/** `metric{node="a", device="sda"}` or `node=a device=sda`, by its pairs. */
const pairs = (name: string): string[] => name.match(/[A-Za-z_]\w*="(?:[^"\\]|\\.)*"|[^\s,{}]+/g) ?? [];

/** Where it was scraped is the last that one wants to know. */
const isPlace = (pair: string): boolean => /^(instance|job)=/.test(pair);

const written = (pair: string): string => pair.replace(/="(.*)"$/, '=$1');

const isTelling = (names: readonly string[]): boolean => names.every((name) => name !== '') && new Set(names).size === names.length;

/** Names of lines by the labels that tell them apart: what all of them share says nothing. One alone has the name that it is given. */
export function tellingNames(names: readonly string[], alone: string): string[] {
  if (names.length === 1) return [alone];
  const each = names.map(pairs);
  const [first = [], ...others] = each;
  const shared = new Set(first.filter((pair) => others.every((other) => other.includes(pair))));
  const without = (leaves: (pair: string) => boolean) => each.map((of) => of.filter(leaves).map(written).join(' '));
  const own = (pair: string) => !shared.has(pair);
  return [without((pair) => own(pair) && !isPlace(pair)), without(own)].find(isTelling) ?? [...names];
}
