/** Which entry of which sequence: journald numbers all that it writes. */
interface Place {
  readonly sequence: string;
  readonly number: number;
}

function placeOf(cursor: string): Place | undefined {
  const [, sequence, number] = /(?:^|;)s=([^;]+);i=([\da-f]+)(?:;|$)/i.exec(cursor) ?? [];
  return sequence === undefined || number === undefined ? undefined : { sequence, number: Number.parseInt(number, 16) };
}

/**
 * How many entries stood between one that was read and the first that there is from it on: 0 where it is the one itself, or the next.
 * Undefined where the two are not of one sequence, so that nobody knows.
 */
export function missingBetween(read: string, first: string): number | undefined {
  if (read === first) return 0;
  const [before, after] = [placeOf(read), placeOf(first)];
  if (before === undefined || after === undefined || before.sequence !== after.sequence) return undefined;
  return Math.max(0, after.number - before.number - 1);
}

export function isSameEntry(one: string, other: string): boolean {
  const [a, b] = [placeOf(one), placeOf(other)];
  return one === other || (a !== undefined && a.sequence === b?.sequence && a.number === b.number);
}
