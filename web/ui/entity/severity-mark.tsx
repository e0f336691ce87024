import type { ReactNode } from 'react';
import type { Severity } from '#contract/severities.ts';
import { markOutlines } from './health.ts';
import { Mark } from './mark.tsx';

/** Outlines in a box of 12 × 12. */
export const severityOutlines: Readonly<Record<Severity, string>> = {
  error: markOutlines.critical,
  warning: markOutlines.warning,
  info: 'M6 3a3 3 0 1 0 0 6 3 3 0 1 0 0-6Z',
};

/** The shape of a severity: those of health, and a dot for what is no more than information. */
export function SeverityMark({ severity }: { readonly severity: Severity }): ReactNode {
  if (severity !== 'info') return <Mark state={severity === 'error' ? 'critical' : 'warning'} />;
  return (
    <svg className="mark mark-info" width="12" height="12" viewBox="0 0 12 12" role="img" aria-label="info">
      <path d={severityOutlines.info} />
    </svg>
  );
}
