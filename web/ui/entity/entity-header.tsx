import './entity.css';
import type { ReactNode } from 'react';
import type { Health } from '#contract/reply.ts';
import { capital, reasonsText } from '../../lib/words.ts';
import { healthWords } from './health.ts';
import { Mark } from './mark.tsx';

interface Props {
  readonly icon: ReactNode;
  readonly name: string;
  readonly health: Health;
  /** The way to the evidence of what is wrong. */
  readonly why: ReactNode;
  /** What is said where nothing is wrong. */
  readonly fine: string;
  /** What matters most of it, in numbers. */
  readonly figures: ReactNode;
  /** Why there are no numbers of the time that is compared with. */
  readonly missing: string | undefined;
  readonly facts: readonly (readonly [title: string, value: ReactNode])[];
  readonly children?: ReactNode;
}

/** The same on every page of one thing: what it is, whether it is well, and why. */
export function EntityHeader({ icon, name, health: { state, reasons }, why, fine, figures, missing, facts, children }: Props): ReactNode {
  return (
    <header className="entity">
      <div className="entity-name">
        {icon}
        <h1 className="cut" title={name}>
          {name}
        </h1>
        <span className="entity-mark">
          <Mark state={state} />
        </span>
        <p className="entity-health">
          {state !== 'ok' && <strong className={`text-${state}`}>{capital(healthWords[state])}. </strong>}
          {reasons.length === 0 ? fine : `${capital(reasonsText(reasons))}.`}
          {why}
        </p>
        {children}
      </div>
      <dl className="entity-figures">{figures}</dl>
      {missing !== undefined && <p className="entity-missing">{missing}</p>}
      <dl className="entity-facts">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </header>
  );
}
