type Side = 'client' | 'server';

/** What a side does while the other waits for it; dialogue.py plays it. */
export type Step =
  /** `said` in base64; in pieces of so many bytes, each sent by itself. */
  | { readonly from: Side; readonly said: string; readonly piece?: number }
  | { readonly from: Side; readonly pause_ms: number }
  /** It waits until it is told to go on. */
  | { readonly from: Side; readonly gate: true }
  | { readonly from: Side; readonly end: 'close' | 'reset' };

/** Each part so many times. */
export type Script = readonly (readonly [times: number, steps: readonly Step[]])[];

export type Text = string | Buffer;

const bytesOf = (text: Text) => (typeof text === 'string' ? Buffer.from(text, 'latin1') : text);

/** Text is latin1. */
export function says(from: Side, text: Text, piece = 0): Step {
  return { from, said: bytesOf(text).toString('base64'), ...(piece === 0 ? {} : { piece }) };
}

/** Steps of a dialogue, and the requests whose answers they bring: `GET 200`. */
export interface Exchange {
  readonly steps: readonly Step[];
  readonly counted: readonly string[];
}

/** One after another. */
export function sequence(exchanges: readonly Exchange[]): Exchange {
  return { steps: exchanges.flatMap(({ steps }) => steps), counted: exchanges.flatMap(({ counted }) => counted) };
}

/** All that the client says, and then all that the server says; in pieces of so many bytes. */
export function pipelined(exchanges: readonly Exchange[], piece = 0): Exchange {
  const { steps, counted } = sequence(exchanges);
  const saidBy = (side: Side) => Buffer.concat(steps.flatMap((step) => (step.from === side && 'said' in step ? Buffer.from(step.said, 'base64') : [])));
  return { steps: [says('client', saidBy('client'), piece), says('server', saidBy('server'), piece)], counted };
}

export type Rounds = readonly (readonly [times: number, exchange: Exchange])[];

export function scriptOf(rounds: Rounds): Script {
  return rounds.map(([times, { steps }]) => [times, steps]);
}

/** How many of each are counted in a dialogue: `http GET 200`. */
export function countedOf(protocol: string, rounds: Rounds): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [times, { counted }] of rounds) {
    for (const one of counted) counts[`${protocol} ${one}`] = (counts[`${protocol} ${one}`] ?? 0) + times;
  }
  return counts;
}

/** The words of Counted: so many times the same at both ends. */
export function atBothEnds(counts: Readonly<Record<string, number>>, times = 1): Record<string, number> {
  const at = (end: string) => Object.entries(counts).map(([what, count]) => [`${end} requests ${what}`, count * times] as const);
  return Object.fromEntries([...at('client'), ...at('server')]);
}
