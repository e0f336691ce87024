import type { ReactNode } from 'react';
import type { Rule } from '#contract/rules.ts';
import { AlertMark } from '../../../ui/alerts/severity.tsx';
import { Mark } from '../../../ui/entity/mark.tsx';
import { noiseWord, ruleStates } from './rule-words.ts';

/** What a rule does now; why, where it cannot be evaluated. */
export function RuleState({ rule: { on, state, severity, problem } }: { readonly rule: Pick<Rule, 'on' | 'state' | 'severity' | 'problem'> }): ReactNode {
  if (!on) return <span className="quiet">switched off</span>;
  const words = ruleStates[state];
  if (state === 'inactive') return <span className="quiet">{words}</span>;
  return (
    <span className="status-line" title={problem ?? undefined}>
      {state !== 'pending' && (
        <span aria-hidden="true" className="status-mark">
          {state === 'firing' ? <AlertMark severity={severity} /> : <Mark state={state === 'failing' ? 'critical' : 'unknown'} />}
        </span>
      )}
      <span className={state === 'failing' ? 'text-critical' : undefined}>{words}</span>
    </span>
  );
}

/** How often it told of something that nobody had to look at. */
export function NoiseCell({ noise }: Pick<Rule, 'noise'>): ReactNode {
  if (noise === null) return <span className="quiet">not known</span>;
  return (
    <span className="noise" title={noise.says}>
      <span className="noise-line" aria-hidden="true">
        <span style={{ width: `${Math.round(noise.score * 100)}%` }} />
      </span>
      {noiseWord(noise.score)}
    </span>
  );
}
