import { useSyncExternalStore } from 'react';

/** The URL is the state: the page is its path, everything else its query. */
export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** What differs from the present place; `undefined` takes a key away. A new path keeps only what `set` names. */
export interface Change {
  readonly path?: string;
  readonly set?: Readonly<Record<string, string | undefined>>;
}

const listeners = new Set<() => void>();
let place = read();

function read(): Place {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function moved(): void {
  place = read();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) addEventListener('popstate', moved);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('popstate', moved);
  };
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, () => place);
}

export function hrefOf(change: Change): string {
  const path = change.path ?? place.path;
  const query = new URLSearchParams(change.path === undefined ? place.query : undefined);
  for (const [key, value] of Object.entries(change.set ?? {})) {
    if (value === undefined) query.delete(key);
    else query.set(key, value);
  }
  // Both may stand in a query as they are, and the link stays readable.
  const text = query.toString().replaceAll('%3A', ':').replaceAll('%2F', '/');
  return text === '' ? path : `${path}?${text}`;
}

/** `push` is one step of the back button; `replace` is for what changes while one types or drags. */
export function go(change: Change, how: 'push' | 'replace' = 'push'): void {
  const href = hrefOf(change);
  if (href === location.pathname + location.search) return;
  if (how === 'push') history.pushState(null, '', href);
  else history.replaceState(null, '', href);
  moved();
}
