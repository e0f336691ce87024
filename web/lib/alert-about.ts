import type { Alert } from './alert-words.ts';

/** Names that several of these alerts have: they are told apart by what they say of themselves. */
export function sharedNames(alerts: readonly Pick<Alert, 'name'>[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(alerts.flatMap(({ name }) => (seen.size === seen.add(name).size ? [name] : [])));
}
