import type { Alert } from '../../../lib/alert-words.ts';
import type { Cause } from '../../../lib/causes.ts';

/** A line of the list: an alert, what follows it while that is folded or open, or a group of which no alert is at hand. */
export type Row =
  | { readonly kind: 'lead'; readonly key: string; readonly alert: Alert }
  | { readonly kind: 'fold'; readonly key: string; readonly cause: Cause; readonly isOpen: boolean }
  | { readonly kind: 'follower'; readonly key: string; readonly alert: Alert }
  | { readonly kind: 'beyond'; readonly key: string; readonly cause: Cause; readonly count: number };

function rowsOf(cause: Cause, isOpen: boolean): Row[] {
  const { id, lead, followers, count } = cause;
  if (lead === undefined) return [{ kind: 'beyond', key: `beyond ${id}`, cause, count }];
  const first: Row = { kind: 'lead', key: lead.id, alert: lead };
  if (count < 2) return [first];
  const fold: Row = { kind: 'fold', key: `fold ${id}`, cause, isOpen };
  if (!isOpen) return [first, fold];
  const beyond = count - 1 - followers.length;
  return [
    first,
    fold,
    ...followers.map((alert): Row => ({ kind: 'follower', key: alert.id, alert })),
    ...(beyond > 0 ? [{ kind: 'beyond', key: `beyond ${id}`, cause, count: beyond } as const] : []),
  ];
}

export const rowsOfCauses = (causes: readonly Cause[], open: ReadonlySet<string>): Row[] => causes.flatMap((cause) => rowsOf(cause, open.has(cause.id)));

const fewNames = 4;

function listed(names: readonly string[]): string {
  const rest = names.length - fewNames;
  return rest > 0 ? `${names.slice(0, fewNames).join(', ')} and ${rest} more` : names.join(', ');
}

/** What follows a cause, in words: others of the same name by what they are about, else by their names. */
export function followersSay({ lead, followers, count }: Cause): { readonly title: string; readonly names: string } {
  const more = count - 1;
  const others = new Set(followers.map(({ name }) => name));
  if (others.size === 1 && lead !== undefined && others.has(lead.name)) {
    return { title: `${more} more of it`, names: listed([...new Set(followers.map(({ entity }) => entity?.name ?? 'nothing in particular'))]) };
  }
  return { title: more === 1 ? '1 consequence' : `${more} consequences`, names: listed([...others]) };
}
