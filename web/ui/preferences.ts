import { useSyncExternalStore } from 'react';
import type { Zone } from '../lib/time.ts';
import { forgetTokens } from './token.ts';

/** What belongs to the person and not to what is looked at, so it is kept in the browser and not in the URL. */
interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly zone: Zone;
  readonly rail: 'closed' | 'open';
}

const allowed: { readonly [key in keyof Preferences]: readonly Preferences[key][] } = {
  theme: ['system', 'light', 'dark'],
  zone: ['local', 'UTC'],
  rail: ['closed', 'open'],
};

const listeners = new Set<() => void>();
const wish = matchMedia('(prefers-color-scheme: dark)');

function stored<Key extends keyof Preferences>(key: Key): Preferences[Key] {
  const [fallback] = allowed[key];
  const value = localStorage.getItem(`sonde.${key}`);
  return allowed[key].find((choice) => choice === value) ?? (fallback as Preferences[Key]);
}

let present: Preferences = { theme: stored('theme'), zone: stored('zone'), rail: stored('rail') };

function changed(): void {
  if (present.theme === 'system') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = present.theme;
  forgetTokens();
  for (const listener of listeners) listener();
}

export function prefer(change: Partial<Preferences>): void {
  present = { ...present, ...change };
  for (const [key, value] of Object.entries(change)) localStorage.setItem(`sonde.${key}`, value);
  changed();
}

/** Sets the theme before the first paint, and follows the system from then on. */
export function startPreferences(): void {
  wish.addEventListener('change', changed);
  changed();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => present);
}

/** The theme that is seen: canvas code reads its colours anew when it changes. */
export function useSeenTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () => {
    if (present.theme !== 'system') return present.theme;
    return wish.matches ? 'dark' : 'light';
  });
}
