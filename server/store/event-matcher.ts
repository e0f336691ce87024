import { eventFields } from '#contract/find/event-fields.ts';
import { type Findable, matches } from '#contract/find/match.ts';
import { parseFind } from '#contract/find/parse.ts';
import type { Record } from '#contract/record.ts';

export type Searched = Pick<Record, 'node' | 'type' | 'severity' | 'identity' | 'object' | 'reason' | 'message'>;

/** Of `container:shop/api` also `shop/api` and `api`, which is what a person sees. */
const namesOf = (identity: string): string[] => (identity === '' ? [] : [identity, identity.replace(/^[^:]*:/, ''), identity.replace(/^.*[:/]/, '')]);

function findable(event: Searched): Findable {
  const { node, type, severity, identity, object, reason, message } = event;
  const text = [message, type, identity, object, reason, node].join('\n').toLowerCase();
  const held = { node, type, severity, object, reason, identity: namesOf(identity) };
  return { has: (word) => text.includes(word), held: (field) => (Object.hasOwn(held, field) ? held[field as keyof typeof held] : undefined) };
}

/** Whether an event is what is asked for, by the grammar of everything that can be found. */
export function eventMatcher(find: string): (event: Searched) => boolean {
  const asked = parseFind(find, eventFields);
  return (event) => matches(asked, findable(event));
}
