import { type PointerEvent, type ReactNode, useMemo } from 'react';
import type { LogHistogram } from '#contract/logs.ts';
import { momentOfShare, rulerOf, shareOfMoment } from '../../lib/ruler.ts';
import { useSeen } from './seen.ts';

const percent = (share: number): string => `${share * 100}%`;

interface Props {
  readonly histogram: LogHistogram;
  /** The list is to begin at this moment. */
  readonly onGo: (atMs: number) => void;
}

/** All that is found, as long as the list is high: where errors and warnings stand, and what of it is in sight. A click leads there. */
export function Ruler({ histogram, onGo }: Props): ReactNode {
  const seen = useSeen();
  const { marks, places } = useMemo(() => rulerOf(histogram), [histogram]);
  const point = ({ clientY, currentTarget }: PointerEvent) => {
    const { top, height } = currentTarget.getBoundingClientRect();
    onGo(momentOfShare(places, Math.min(1, Math.max(0, (clientY - top) / height))));
  };
  const [from, to] = seen === undefined ? [0, 0] : [shareOfMoment(places, seen.fromMs), shareOfMoment(places, seen.toMs)];
  return (
    <div className="log-ruler" aria-hidden="true" onPointerDown={point} title="All lines of this time: errors and warnings are marked. A click leads there.">
      {marks.map(({ level, top, height }) => (
        <i key={`${level} ${top}`} className={`log-ruler-${level}`} style={{ top: percent(top), height: percent(height) }} />
      ))}
      {seen !== undefined && <span style={{ top: percent(from), height: percent(to - from) }} />}
    </div>
  );
}
