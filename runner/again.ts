import type { Outcome } from './outcome.ts';

/**
 * Files that failed beside others, once more, if they are so few; what they say then, each with how it failed before. Where
 * what failed belongs to no file, nobody knows which tests did not run: that stays as it is.
 */
export async function again(outcomes: readonly Outcome[], most: number, test: (files: readonly string[]) => Promise<readonly Outcome[]>): Promise<Outcome[]> {
  const failed = Map.groupBy(
    outcomes.filter(({ state }) => state === 'failed'),
    ({ file }) => file,
  );
  if (failed.size > most || failed.has('')) return [...outcomes];
  const second = Map.groupBy(await test([...failed.keys()]), ({ file }) => file);
  const settled = [...failed].flatMap(([file, before]) => remembering(second.get(file) ?? before, before));
  return [...outcomes.filter(({ file }) => !failed.has(file)), ...settled, ...(second.get('') ?? [])];
}

/** What failed as a whole is told with the first test. */
function remembering(outcomes: readonly Outcome[], failures: readonly Outcome[]): Outcome[] {
  const says = outcomes.map((outcome) => outcome.says);
  for (const failure of failures) {
    const named = outcomes.findIndex(({ name }) => name === failure.name);
    const at = Math.max(0, named);
    says[at] = says[at] === '' ? failure.says : `${says[at]}\n--- before, beside others ---\n${failure.says}`;
  }
  return outcomes.map((outcome, at) => ({ ...outcome, says: says[at] ?? '' }));
}
