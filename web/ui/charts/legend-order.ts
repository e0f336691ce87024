import { go, usePlace } from '../location.ts';

export interface LegendOrder {
  /** The largest of now first; else as the lines are drawn. */
  readonly isByValue: boolean;
  readonly onToggle: () => void;
}

/** How the names of lines stand on all charts of a page: a part of its address. */
export function useLegendOrder(): LegendOrder {
  const isByValue = usePlace().query.get('legend') === 'value';
  return { isByValue, onToggle: () => go({ set: { legend: isByValue ? undefined : 'value' } }, 'replace') };
}
