import type { LogWindow } from './log-store.ts';
import type { Rollup } from './rollups.ts';

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** How a window is counted: line by line, or, one of whole widths, from what is counted already. */
interface Ways {
  readonly lines: (window: LogWindow) => Rows;
  readonly rolled: (window: LogWindow, rollup: Rollup) => Rows;
}

/** As much as can be from the widest counts, what stands out at both ends from narrower ones, and the last of it line by line. */
export function pieced({ fromUs, toUs }: LogWindow, usable: readonly Rollup[], ways: Ways): Rows {
  if (fromUs >= toUs) return [];
  const widest = usable.at(-1);
  if (widest === undefined) return ways.lines({ fromUs, toUs });
  const narrower = usable.slice(0, -1);
  const bodyFromUs = Math.min(toUs, Math.ceil(fromUs / widest.widthUs) * widest.widthUs);
  const bodyToUs = Math.max(bodyFromUs, Math.floor(toUs / widest.widthUs) * widest.widthUs);
  return [
    ...pieced({ fromUs, toUs: bodyFromUs }, narrower, ways),
    ...(bodyFromUs < bodyToUs ? ways.rolled({ fromUs: bodyFromUs, toUs: bodyToUs }, widest) : []),
    ...pieced({ fromUs: bodyToUs, toUs }, narrower, ways),
  ];
}
