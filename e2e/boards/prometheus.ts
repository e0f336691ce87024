import { Type } from 'typebox';
import { Value } from 'typebox/value';

const Answer = Type.Object({
  data: Type.Object({
    result: Type.Array(Type.Object({ metric: Type.Record(Type.String(), Type.String()), values: Type.Array(Type.Tuple([Type.Number(), Type.String()])) })),
  }),
});

export interface Asked {
  readonly metric: Readonly<Record<string, string>>;
  /** One for each step; null where there is none, or one that is no number. */
  readonly values: readonly (number | null)[];
}

interface Span {
  readonly endSeconds: number;
  readonly spanSeconds: number;
  readonly stepSeconds: number;
}

/** What Prometheus answers over a time; the series that have a number in it. */
export async function ask(prometheus: string, query: string, { endSeconds, spanSeconds, stepSeconds }: Span): Promise<Asked[]> {
  const start = endSeconds - spanSeconds;
  const body = new URLSearchParams({ query, start: `${start}`, end: `${endSeconds}`, step: `${stepSeconds}` });
  const reply = await fetch(`${prometheus}/api/v1/query_range`, { method: 'POST', body, signal: AbortSignal.timeout(30_000) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`asking Prometheus for ${query}: ${text}`);
  const { result } = Value.Parse(Answer, JSON.parse(text)).data;
  const steps = Math.floor(spanSeconds / stepSeconds) + 1;
  return result.flatMap(({ metric, values }) => {
    const at = new Map(values.map(([seconds, value]) => [Math.round((seconds - start) / stepSeconds), Number(value)]));
    const numbers = Array.from({ length: steps }, (_, step) => {
      const value = at.get(step);
      return value === undefined || Number.isNaN(value) ? null : value;
    });
    return numbers.every((value) => value === null) ? [] : [{ metric, values: numbers }];
  });
}
