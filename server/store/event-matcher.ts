import { eventFields } from '#contract/find/event-fields.ts';
import { matches } from '#contract/find/match.ts';
import { parseFind } from '#contract/find/parse.ts';
import { patternFinder } from '#contract/find/pattern.ts';
import type { Record } from '#contract/record.ts';
import { type Severity, severities } from '#contract/severities.ts';
import { attributeOf, partOfIdentity, readAttributes } from './logs/line-matcher.ts';

export type Searched = Pick<Record, 'node' | 'type' | 'severity' | 'identity' | 'object' | 'reason' | 'message'> & {
  /** JSON. */
  readonly attributes: string;
};

/** Of `container:shop/api` also `shop/api` and `api`, which is what a person sees. */
const namesOf = (identity: string): string[] => (identity === '' ? [] : [identity, identity.replace(/^[^:]*:/, ''), identity.replace(/^.*[:/]/, '')]);

const some = (text: string): string | undefined => (text === '' ? undefined : text);
const placeOf = (severity: Severity): number => severities.indexOf(severity);

/** Whether an event is what is asked for, by the grammar of everything that can be found. */
export function eventMatcher(find: string): (event: Searched) => boolean {
  const asked = parseFind(find, eventFields);
  const isFound = patternFinder();
  return ({ node, type, severity, identity, object, reason, message, attributes }) => {
    const text = [message, type, identity, object, reason, node].join('\n').toLowerCase();
    const held = { node, type, severity: placeOf(severity), object: some(object), reason: some(reason), identity: namesOf(identity) };
    let read: ReturnType<typeof readAttributes> | undefined;
    const other = (field: string) => {
      if (field === 'app' || field === 'ns' || field === 'kind') return partOfIdentity(field, identity);
      read ??= readAttributes(attributes);
      return attributeOf(read, field);
    };
    return matches(asked, {
      has: (word) => text.includes(word),
      fits: (pattern) => isFound(pattern, message),
      held: (field) => (Object.hasOwn(held, field) ? held[field as keyof typeof held] : other(field)),
    });
  };
}
