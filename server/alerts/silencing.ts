import { RE2JS } from 're2js';
import type { Alert } from '#contract/alerts.ts';
import type { MaintenanceWindow, Matcher } from '#contract/silences.ts';
import type { Labels } from '../store/prometheus.ts';
import { iso } from '../topology/window.ts';
import type { ToldSilence } from './alertmanager-client.ts';
import { openUntil } from './window-times.ts';

/** What silences an alert, by the words of Alertmanager. */

/** One that is open, and until when. */
export interface OpenWindow {
  readonly window: MaintenanceWindow;
  readonly untilMs: number;
}

/** RE2, as Alertmanager has it: of a whole value, and in a time that no text can make long. One that is no expression matches nothing. */
function patternOf(value: string): RE2JS | undefined {
  try {
    return RE2JS.compile(value);
  } catch {
    return undefined;
  }
}

const patterns = new Map<string, RE2JS | undefined>();
const mostPatterns = 1000;

function matchesPattern(value: string, text: string): boolean {
  if (patterns.size > mostPatterns) patterns.clear();
  const pattern = patterns.has(value) ? patterns.get(value) : patternOf(value);
  patterns.set(value, pattern);
  return pattern?.matches(text) ?? false;
}

export function matches(labels: Labels, matchers: readonly Matcher[]): boolean {
  return matchers.every(({ name, value, isRegex, isEqual }) => {
    const text = labels[name] ?? '';
    return (isRegex ? matchesPattern(value, text) : text === value) === isEqual;
  });
}

/** An Alertmanager of before 0.22 does not say `isEqual`. */
export const matchersOf = ({ matchers }: Pick<ToldSilence, 'matchers'>): Matcher[] =>
  matchers.map(({ isEqual = true, ...matcher }) => ({ ...matcher, isEqual }));

export function activeFor(labels: Labels, silences: readonly ToldSilence[]): ToldSilence[] {
  return silences.filter((silence) => silence.status.state === 'active' && matches(labels, matchersOf(silence)));
}

/** Its silences, and the windows that are open for it. */
export function silencedBy(labels: Labels, silences: readonly ToldSilence[], open: readonly OpenWindow[]): Alert['silencedBy'] {
  const inWindow = open.filter(({ window }) => matches(labels, window.matchers));
  return [
    ...silences.map(({ id, createdBy, comment, endsAt }) => ({ id, who: createdBy, why: comment, until: iso(Date.parse(endsAt)) })),
    ...inWindow.map(({ window, untilMs }) => ({ id: window.id, who: window.who, why: `${window.name}: ${window.why}`, until: iso(untilMs) })),
  ];
}

export function openWindows(windows: readonly MaintenanceWindow[], nowMs: number): OpenWindow[] {
  return windows.flatMap((window) => {
    const untilMs = openUntil(window, nowMs);
    return untilMs === undefined ? [] : [{ window, untilMs }];
  });
}
