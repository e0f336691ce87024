import './alerts.css';
import type { ReactNode } from 'react';
import { type AlertSeverity, severityWords } from '../../lib/alert-words.ts';
import { markOutlines } from '../entity/health.ts';
import { severityOutlines } from '../entity/severity-mark.tsx';

const looks = {
  page: { className: 'mark mark-critical', outline: markOutlines.critical },
  ticket: { className: 'mark mark-warning', outline: markOutlines.warning },
  info: { className: 'mark mark-info', outline: severityOutlines.info },
  none: { className: 'mark mark-info', outline: severityOutlines.info },
} as const;

const tones = { page: 'text-critical', ticket: 'text-warning', info: 'dim', none: 'quiet' } as const;

/** The shape of a severity, for where there is no room for its word. */
export function AlertMark({ severity }: { readonly severity: AlertSeverity }): ReactNode {
  const { className, outline } = looks[severity];
  return (
    <svg className={className} width="12" height="12" viewBox="0 0 12 12" role="img" aria-label={severityWords[severity]}>
      <path d={outline} />
      {severity === 'page' && <path className="mark-cross" d={markOutlines.cross} />}
    </svg>
  );
}

/** Shape and word: neither needs its colour. */
export function SeverityWord({ severity }: { readonly severity: AlertSeverity }): ReactNode {
  return (
    <span className="severity-word">
      <span aria-hidden="true">
        <AlertMark severity={severity} />
      </span>
      <span className={tones[severity]}>{severityWords[severity]}</span>
    </span>
  );
}
