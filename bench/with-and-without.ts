import type { Contest, Figure } from './bench.ts';
import { type Contender, contest } from './contest.ts';
import { RunningSonde } from './running-sonde.ts';

/** What else can be there meanwhile, in place of Sonde; it may be measured by fewer figures. */
export interface Other {
  readonly name: string;
  start(): Promise<AsyncDisposable>;
  measure(): Promise<Readonly<Record<string, number>>>;
}

export interface WithAndWithout {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly rounds: number;
  /** 1 where the first round may be slower and the best does not make up for it. */
  readonly warmUps?: number;
  readonly measure: (sonde: RunningSonde | undefined) => Promise<Readonly<Record<string, number>>>;
  readonly others?: readonly Other[];
}

/** Ours first: the same with Sonde started for it, without, and with each of the others. */
export function withAndWithout({ title, figures, rounds, warmUps = 1, measure, others = [] }: WithAndWithout): Promise<Contest> {
  const contenders: Contender[] = [
    {
      name: 'with Sonde',
      async measure() {
        const sonde = await RunningSonde.start();
        try {
          return await measure(sonde);
        } finally {
          await sonde.stop();
        }
      },
    },
    { name: 'without', measure: () => measure(undefined) },
    ...others.map((other) => ({
      name: other.name,
      async measure() {
        await using _running = await other.start();
        return await other.measure();
      },
    })),
  ];
  return contest({ title, figures, rounds, warmUps, contenders });
}
