import type { ReactNode } from 'react';
import type { Health } from '#contract/reply.ts';
import { reasonsText } from '../../lib/words.ts';
import { healthWords } from './health.ts';
import { Mark } from './mark.tsx';

export function HealthCell({ state, reasons }: Health): ReactNode {
  if (state === 'ok') return <span className="quiet">{healthWords.ok}</span>;
  return (
    <span className="status-line" title={reasonsText(reasons)}>
      <span className="status-mark" aria-hidden="true">
        <Mark state={state} />
      </span>
      <span className={`text-${state}`}>{healthWords[state]}</span>
    </span>
  );
}
