import { memo, type ReactNode, useMemo } from 'react';
import { type FiredSpan, firedParts } from '../../lib/fired-spans.ts';
import { span } from '../../lib/time.ts';

interface Props {
  readonly spans: readonly FiredSpan[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Before this nothing is known. */
  readonly knownFromMs: number;
  readonly parts?: number;
}

/** When something fired, for a glance: a bar for each part of the time in which it did; hatched where nothing is known. */
export const FiredStrip = memo(function FiredStrip({ spans, fromMs, toMs, knownFromMs, parts = 56 }: Props): ReactNode {
  const fired = useMemo(() => firedParts(spans, { fromMs, toMs }, parts), [spans, fromMs, toMs, parts]);
  const unknown = Math.min(1, Math.max(0, (knownFromMs - fromMs) / (toMs - fromMs)));
  const times = spans.length === 0 ? 'never' : spans.length === 1 ? 'once' : `${spans.length} times`;
  return (
    <span className="fired-strip" role="img" aria-label={`Fired ${times} in ${span((toMs - Math.max(fromMs, knownFromMs)) / 1000)}`}>
      {unknown > 0 && <span className="fired-unknown" style={{ width: `${unknown * 100}%` }} />}
      <svg viewBox={`0 0 ${parts} 1`} preserveAspectRatio="none" aria-hidden="true">
        {fired.map((isFired, part) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          isFired ? <rect key={part} x={part} y={0} width={1} height={1} /> : null,
        )}
      </svg>
    </span>
  );
});
