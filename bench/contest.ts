import type { Contest, Figure, Spread, Standing } from './bench.ts';

export interface Contender {
  readonly name: string;
  measure(round: number): Promise<Readonly<Record<string, number>>>;
}

export interface ContestOptions {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly rounds: number;
  /** Rounds before those that count: compilers get warm. */
  readonly warmUps: number;
  /** Ours first. */
  readonly contenders: readonly Contender[];
}

/** Measures in turns, A B C A B C …, so that a slow minute of the machine hits all alike. */
export async function contest({ title, figures, rounds, warmUps, contenders }: ContestOptions): Promise<Contest> {
  const measured = contenders.map(({ name }) => ({ name, rounds: [] as Readonly<Record<string, number>>[] }));
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const values = await contender.measure(round);
      if (round >= warmUps) measured[index]?.rounds.push(values);
    }
  }
  const ours = measured[0]?.rounds ?? [];
  const standings = measured.map(({ name, rounds: theirs }): Standing => ({ contender: name, figures: spreads(figures, theirs, ours) }));
  return { title, rounds, figures, standings };
}

/** The best of all rounds; not a number where that contender has none. */
export function bestOf({ standings }: Contest, key: string, contender = 0): number {
  return standings[contender]?.figures[key]?.best ?? Number.NaN;
}

/** The worst: what may only grow, as the most memory does, is least in the first round. */
export function worstOf({ standings }: Contest, key: string, contender = 0): number {
  return standings[contender]?.figures[key]?.worst ?? Number.NaN;
}

type Rounds = readonly Readonly<Record<string, number>>[];

function spreads(figures: readonly Figure[], theirs: Rounds, ours: Rounds): Standing['figures'] {
  const entries = figures.map(({ key, better }) => [key, spread(valuesOf(theirs, key), valuesOf(ours, key), better)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Spread] => entry[1] !== undefined));
}

function valuesOf(rounds: Rounds, key: string): number[] {
  return rounds.map((values) => values[key]).filter((value) => value !== undefined);
}

function spread(theirs: readonly number[], ours: readonly number[], better: Figure['better']): Spread | undefined {
  if (theirs.length === 0) return undefined;
  const [least, most] = [Math.min(...theirs), Math.max(...theirs)];
  if (better === 'less') return { best: least, worst: most, timesOurs: least / Math.min(...ours) };
  return { best: most, worst: least, timesOurs: Math.max(...ours) / most };
}
