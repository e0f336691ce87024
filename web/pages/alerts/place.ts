import type { Change } from '../../ui/location.ts';

/** What the address holds of this page. */
export const tabs = [
  { id: 'firing', title: 'Firing' },
  { id: 'rules', title: 'Rules' },
  { id: 'silences', title: 'Silences' },
  { id: 'deliveries', title: 'Deliveries' },
  { id: 'receivers', title: 'Receivers' },
] as const;
export type TabId = (typeof tabs)[number]['id'];

export function readTab(query: URLSearchParams): TabId {
  return tabs.find(({ id }) => id === query.get('tab'))?.id ?? 'firing';
}

/** Which alert's evidence is open. */
export const alertKey = 'alert';
/** Which rule is open. */
export const ruleKey = 'rule';
/** What is being changed: the name of one that is there. */
export const editKey = 'edit';
/** Which form is open that writes what is not there yet. */
export const newKey = 'new';
/** Which rule a new one is to be like. */
export const likeKey = 'like';
/** Which delivery is open. */
export const openKey = 'open';

export const opens = (key: string, id: string | undefined): Change => ({ set: { [key]: id } });

/** A rule that is not there yet: blank, or as the one of that id. */
export const newRule = (like?: string): Change => ({ set: { [newKey]: 'rule', [likeKey]: like, [editKey]: undefined, [ruleKey]: undefined } });
