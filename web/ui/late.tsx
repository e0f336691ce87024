import { type ReactNode, useEffect, useState } from 'react';
import { ago } from '../lib/time.ts';
import type { Lasting } from './lasting.ts';
import { useNow } from './now.ts';

/** Beyond this a wait is no longer a passing one: who waits is told for what. */
const patienceMs = 2500;
/** What is as young as this is no news, even while newer takes its time; of another time it is, however young. */
const youngMs = 15_000;
/** What the server gives Prometheus. */
const mostSeconds = 15;

const waitsFor = (seconds: number): string =>
  seconds < mostSeconds
    ? `Asked ${seconds} s ago. Prometheus gets ${mostSeconds} s to answer, then the page goes on without it.`
    : `Asked ${seconds} s ago. Prometheus is slow to answer, or more is asked of it than it can answer at once.`;

function Bar({ sinceMs, shownSinceMs }: { readonly sinceMs: number; readonly shownSinceMs: number | undefined }): ReactNode {
  const nowMs = useNow(1000);
  return (
    <div className="stale" role="status">
      <span className="swatch-hatch" aria-hidden="true" />
      <p>
        <strong>{shownSinceMs === undefined ? 'No answer yet.' : `From ${ago(shownSinceMs, nowMs)}.`}</strong>{' '}
        {waitsFor(Math.max(0, Math.round((nowMs - sinceMs) / 1000)))}
      </p>
    </div>
  );
}

/** Since when one waits, milliseconds since the epoch; undefined while nobody waits, or not for long yet. */
function useLate(waits: boolean): number | undefined {
  const [sinceMs, setSinceMs] = useState<number>();
  useEffect(() => {
    if (!waits) return;
    const begunMs = Date.now();
    const timer = setTimeout(() => setSinceMs(begunMs), patienceMs);
    return () => {
      clearTimeout(timer);
      setSinceMs(undefined);
    };
  }, [waits]);
  return sinceMs;
}

interface Props {
  readonly asked: Omit<Lasting<unknown>, 'data' | 'refetch'>;
  /** What is on the page meanwhile, and whether the server has marked it as old. */
  readonly shown: object | undefined;
}

/** Says for what a page waits, where that takes long; what stays there meanwhile has its age. */
export function Late({ asked: { isFetching, error, dataUpdatedAt, isPlaceholderData }, shown }: Props): ReactNode {
  const sinceMs = useLate(isFetching);
  if (sinceMs === undefined || error !== null) return null;
  if (shown === undefined) return <Bar sinceMs={sinceMs} shownSinceMs={undefined} />;
  const told = 'stale' in shown && shown.stale !== null;
  const isYoung = !isPlaceholderData && sinceMs - dataUpdatedAt < youngMs;
  return told || isYoung ? null : <Bar sinceMs={sinceMs} shownSinceMs={dataUpdatedAt} />;
}
