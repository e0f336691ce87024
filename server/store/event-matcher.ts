import { eventFields } from '#contract/find/event-fields.ts';
import { matches } from '#contract/find/match.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Record } from '#contract/record.ts';
import { type Severity, severities } from '#contract/severities.ts';
import { patternFinder } from './logs/line-matcher.ts';

export type Searched = Pick<Record, 'node' | 'type' | 'severity' | 'identity' | 'object' | 'reason' | 'message'>;

/** Of `container:shop/api` also `shop/api` and `api`, which is what a person sees. */
const namesOf = (identity: string): string[] => (identity === '' ? [] : [identity, identity.replace(/^[^:]*:/, ''), identity.replace(/^.*[:/]/, '')]);

const placeOf = (severity: Severity): number => severities.indexOf(severity);

/** Whether an event is what is asked for, by the grammar of everything that can be found. */
export function eventMatcher(find: string): (event: Searched) => boolean {
  const asked = parseFind(find, eventFields);
  const isFound = patternFinder();
  return ({ node, type, severity, identity, object, reason, message }) => {
    const text = [message, type, identity, object, reason, node].join('\n').toLowerCase();
    const held = { node, type, severity: placeOf(severity), object, reason, identity: namesOf(identity) };
    return matches(asked, {
      has: (word) => text.includes(word),
      fits: (pattern) => isFound(pattern, message),
      held: (field) => (Object.hasOwn(held, field) ? held[field as keyof typeof held] : undefined),
    });
  };
}
