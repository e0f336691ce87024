import type { ReactNode } from 'react';
import { type HealthState, healthWords, markOutlines } from './health.ts';

/** The shape of a health; nothing for what is fine, which is quiet. */
export function Mark({ state }: { readonly state: HealthState }): ReactNode {
  if (state === 'ok') return null;
  if (state === 'unknown') return <span className="mark mark-unknown" role="img" aria-label={healthWords.unknown} />;
  return (
    <svg className={`mark mark-${state}`} width="12" height="12" viewBox="0 0 12 12" role="img" aria-label={healthWords[state]}>
      <path d={markOutlines[state]} />
      {state === 'critical' && <path className="mark-cross" d={markOutlines.cross} />}
    </svg>
  );
}
