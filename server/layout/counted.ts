/** Of more digits than a number has, those of a hash, it does not matter how they stand. */
const digits = 12;

const keyOf = (id: string): string => id.replaceAll(/\d+/g, (number) => number.padStart(digits, '0'));

/** Ids in the order in which a person counts, node-2 before node-10. A collator that counts takes thirty times as long. */
export function counted(ids: readonly string[]): string[] {
  return ids
    .map((id) => ({ id, key: `${keyOf(id)}\n${id}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ id }) => id);
}
