import type { MaintenanceWindow, Matcher } from '#contract/silences.ts';
import { badInput } from '../problem.ts';
import { matcherText } from './matcher-text.ts';

/** Those that one alert may be in at once come in every combination: eight that all cross are 255, sixty nodes with three that cross them all 487. */
const mostRoutes = 500;

interface WindowSet {
  readonly matchers: readonly Matcher[];
  readonly names: readonly string[];
}

export interface MutedRoute {
  readonly matchers: readonly string[];
  readonly mute_time_intervals: readonly string[];
  readonly routes: readonly MutedRoute[];
}

export const windowName = ({ id }: MaintenanceWindow) => `window-${id}`;

/** Windows of the same alerts are one. */
function setsOf(windows: readonly MaintenanceWindow[]): WindowSet[] {
  const same = Map.groupBy(windows, ({ matchers }) => [...new Set(matchers.map(matcherText))].sort().join());
  return [...same.values()].map((of) => ({ matchers: of[0]?.matchers ?? [], names: of.map(windowName) }));
}

const isExact = ({ isRegex, isEqual }: Matcher) => isEqual && !isRegex;

/** No alert is in both. */
const excludes = (one: WindowSet, other: WindowSet) =>
  one.matchers.some((a) => isExact(a) && other.matchers.some((b) => isExact(b) && a.name === b.name && a.value !== b.value));

/**
 * Alertmanager mutes by the one route that an alert ends at, the first that matches, of which it then tries the children. So a route mutes
 * by its own windows and those above it, and has below it those further ones that an alert may be in, too.
 */
export function mutedRoutes(windows: readonly MaintenanceWindow[]): MutedRoute[] {
  let count = 0;
  const routesOf = (sets: readonly WindowSet[], muted: readonly string[]): MutedRoute[] =>
    sets.map((set, index) => {
      count += 1;
      if (count > mostRoutes) throw badInput('matchers', 'of fewer windows', 'too many windows may be open for one alert: give some of them the same matchers');
      const names = [...muted, ...set.names];
      const further = sets.slice(index + 1).filter((other) => !excludes(set, other));
      return { matchers: set.matchers.map(matcherText), mute_time_intervals: names, routes: routesOf(further, names) };
    });
  return routesOf(setsOf(windows), []);
}
