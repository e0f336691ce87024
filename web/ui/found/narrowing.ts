import { createContext, use } from 'react';
import type { Field } from '#contract/find/term.ts';

/** What a click on a value narrows. */
export interface Narrowing {
  /** What is asked. */
  readonly text: string;
  readonly fields: readonly Field[];
  /** What is found: `lines`. */
  readonly what: 'lines' | 'events';
  readonly narrow: (text: string) => void;
}

const Narrowed = createContext<Narrowing | undefined>(undefined);
export const NarrowingOf = Narrowed.Provider;

export function useNarrowing(): Narrowing {
  const narrowing = use(Narrowed);
  if (narrowing === undefined) throw new Error('what is narrowed is not told');
  return narrowing;
}
