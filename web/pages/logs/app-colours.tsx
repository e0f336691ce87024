import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { TimeScope } from '../../lib/time.ts';
import { windowOf } from '../../lib/time.ts';
import { useRoute } from '../../ui/queries.ts';

const many = 8;
const everyMs = 60_000;

type Colours = ReadonlyMap<string, string>;
const none: Colours = new Map();
const Coloured = createContext<Colours>(none);

/** The token of an application's colour; what has none is grey. */
export function useAppColour(): (name: string) => string | undefined {
  const colours = use(Coloured);
  return (name) => colours.get(name);
}

/** Those that wrote most have a colour each, by rank: one that has its colour keeps it as long as it is among them. */
function withRanks(known: Colours, ranked: readonly string[]): Colours {
  const kept = new Map(ranked.flatMap((name) => (known.has(name) ? [[name, known.get(name) ?? '']] : [])));
  const free = Array.from({ length: many }, (_, at) => `--cat-${at + 1}`).filter((colour) => ![...kept.values()].includes(colour));
  for (const name of ranked) if (!kept.has(name)) kept.set(name, free.shift() ?? '');
  const isSame = kept.size === known.size && [...kept].every(([name, colour]) => known.get(name) === colour);
  return isSame ? known : kept;
}

/** Whatever is searched for, so that an application is of one colour while one searches. */
export function AppColours({ time, children }: { readonly time: TimeScope; readonly children: ReactNode }): ReactNode {
  const input = () => ({ ...windowOf(time, Date.now()), by: 'app' as const, limit: many + 1 });
  const { data } = useRoute('GET /api/logs/share', ['colours', time], input, { still: true, ...(time.kind === 'live' && { everyMs }) });
  const [colours, setColours] = useState(none);
  useEffect(() => {
    const ranked = data?.values.map(({ value }) => value).filter((value) => value !== '') ?? [];
    if (ranked.length > 0) setColours((known) => withRanks(known, ranked.slice(0, many)));
  }, [data]);
  return <Coloured value={colours}>{children}</Coloured>;
}
