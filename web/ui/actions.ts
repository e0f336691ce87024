import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** Something that can be done from the palette. */
export interface Action {
  /** The same each time, so that the palette remembers it. */
  readonly id: string;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
}

const listeners = new Set<() => void>();
const offers = new Map<symbol, readonly Action[]>();
let all: readonly Action[] = [];

function changed(): void {
  all = [...offers.values()].flat();
  for (const listener of listeners) listener();
}

/** What a page can do is in the palette as long as the page is shown. */
export function useOffer(actions: readonly Action[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  const shape = actions.map(({ id, title }) => `${id} ${title}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: offered anew only when it reads otherwise; what it does is always the latest
  useEffect(() => {
    const key = Symbol('offer');
    const run = (id: string) => latest.current.find((action) => action.id === id)?.run();
    offers.set(
      key,
      latest.current.map((action) => ({ ...action, run: () => run(action.id) })),
    );
    changed();
    return () => {
      offers.delete(key);
      changed();
    };
  }, [shape]);
}

export function useOffers(): readonly Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
}
