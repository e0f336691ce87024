import type { Contest, Figure } from './bench.ts';
import { type Contender, contest } from './contest.ts';
import { RunningSonde } from './running-sonde.ts';

/** What else can be there meanwhile, in place of Sonde. */
export interface Other {
  readonly name: string;
  start(): Promise<AsyncDisposable>;
}

export interface WithAndWithout {
  readonly title: string;
  readonly figures: readonly Figure[];
  readonly rounds: number;
  readonly measure: (sonde: RunningSonde | undefined) => Promise<Readonly<Record<string, number>>>;
  readonly others?: readonly Other[];
}

/** Ours first: the same with Sonde started for it, without, and with each of the others. */
export function withAndWithout({ title, figures, rounds, measure, others = [] }: WithAndWithout): Promise<Contest> {
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
    ...others.map(({ name, start }) => ({
      name,
      async measure() {
        await using _running = await start();
        return await measure(undefined);
      },
    })),
  ];
  return contest({ title, figures, rounds, warmUps: 1, contenders });
}
