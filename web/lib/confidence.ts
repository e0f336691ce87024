import type { Confidence } from '#contract/requests.ts';

/** What stands before a number that is not the whole truth. */
export const boundSigns: Readonly<Record<Confidence['state'], string>> = { full: '', partial: '≥', estimated: '≈' };

/** What several counts beside each other lack, told once: of each state the reasons of all, and the largest share that was lost. */
export function together(all: readonly Confidence[]): Confidence[] {
  return (['partial', 'estimated'] as const).flatMap((state) => {
    const same = all.filter((one) => one.state === state);
    if (same.length === 0) return [];
    return [{ state, lostRatio: Math.max(...same.map(({ lostRatio }) => lostRatio)), reasons: [...new Set(same.flatMap(({ reasons }) => reasons))] }];
  });
}
