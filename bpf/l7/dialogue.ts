import { type Segment, segmentsOf } from './segments.ts';

/** A dialogue of requests and answers, and what is true of it however it is cut. */

export interface Message {
  readonly from: 'client' | 'server';
  readonly text: string;
  /** What it asks or answers, if it is a request or the end of waiting for its answer. */
  readonly method?: string;
  readonly status?: number;
}

export type Dialogues = { readonly [name: string]: readonly Message[] };

export const ask = (method: string, text: string): Message => ({ from: 'client', text, method });
export const reply = (status: number, text: string): Message => ({ from: 'server', text, status });
/** What is neither a request nor an answer of its own: the rest of a body, an interim answer. */
export const say = (from: 'client' | 'server', text: string): Message => ({ from, text });

/** As the client's host sees it. What one side says without a break is one segment. */
export function asSegments(messages: readonly Message[]): Segment[] {
  const turns: ['sent' | 'received', string][] = [];
  for (const { from, text } of messages) {
    const side = from === 'client' ? 'sent' : 'received';
    const last = turns.at(-1);
    if (last?.[0] === side) last[1] += text;
    else turns.push([side, text]);
  }
  return segmentsOf(turns);
}

export interface Truth {
  readonly method: string;
  readonly status: number;
  /** Undefined: it cannot be told. */
  readonly ticks: number | undefined;
}

/** The answers in order; each took from the segment that brought the request's first byte to that of the answer's. */
export function truth(messages: readonly Message[], segments: readonly Segment[]): Truth[] {
  const requests = startsOf(messages, 'client');
  const first = segments[0]?.hook ?? 'sent';
  const clientIs = messages[0]?.from === 'client' ? first : first === 'sent' ? 'received' : 'sent';
  const arrival = (start: number, client: boolean) =>
    segments.findIndex(({ hook, at, bytes }) => (hook === clientIs) === client && at <= start && start < at + bytes.length);
  return startsOf(messages, 'server').map(({ status = 0, start }, index) => {
    const { method = '', start: asked = 0 } = requests[index] ?? {};
    return { method, status, ticks: arrival(start, false) - arrival(asked, true) };
  });
}

function startsOf(messages: readonly Message[], side: Message['from']): (Message & { start: number })[] {
  let next = 0;
  const placed = messages
    .filter(({ from }) => from === side)
    .map((message) => {
      const start = next;
      next += message.text.length;
      return { ...message, start };
    });
  return placed.filter(({ method, status }) => method !== undefined || status !== undefined);
}
