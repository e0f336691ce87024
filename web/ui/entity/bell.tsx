import type { ReactNode } from 'react';
import { bellOutline } from './health.ts';

/** An alert fires about it. */
export function Bell(): ReactNode {
  return (
    <svg className="bell" width="12" height="12" viewBox="0 0 12 12" role="img" aria-label="alert firing">
      <path d={bellOutline} />
    </svg>
  );
}
